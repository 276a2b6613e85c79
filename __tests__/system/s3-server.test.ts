import type { S3Server } from "../../fixtures/s3/s3-server";
import { startS3 } from "../../fixtures/s3/s3-server";

let s3: S3Server;

beforeAll(async () => {
  s3 = await startS3();
  await s3.makeBucket("mail");
}, 300_000);
afterAll(() => s3.stop());

test("a stored object is listed and read unchanged, and is gone after clearing", async () => {
  const body = Buffer.from([0, 13, 10, 255, 128]);
  await s3.put("mail", "anna/1", body);
  await s3.put("mail", "ben/2", Buffer.from("x"));
  expect(await s3.keys("mail")).toEqual(["anna/1", "ben/2"]);
  expect(await s3.keys("mail", "anna/")).toEqual(["anna/1"]);
  expect(await s3.get("mail", "anna/1")).toEqual(body);
  await s3.empty("mail");
  expect(await s3.keys("mail")).toEqual([]);
});

test("wrong credentials are refused, so a test cannot pass without signing", async () => {
  const answer = await fetch(`${s3.endpoint}/mail?list-type=2`);
  expect(answer.status).toBe(403);
});
