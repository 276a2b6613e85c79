import { createTransport } from "nodemailer";
import { Standby } from "../../fixtures/localstack/standby";

let standby: Standby;

beforeAll(async () => {
  standby = await Standby.create({ mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }] });
});

afterAll(() => standby.close());

test("accepts a message by the applied rules, stores it in S3, and imports it", async () => {
  await standby.apply();
  const endpoint = await standby.startEndpoint();
  const smtp = createTransport({ host: "127.0.0.1", port: endpoint.port, ignoreTLS: true });
  const sent = await smtp.sendMail({
    from: "sender@sender.example",
    to: `alice@${standby.domain}`,
    subject: "While you were out",
    text: "Hello",
  });
  const [, id] = /^250 OK ([0-9a-v]{40})$/.exec(sent.response) ?? [];
  await endpoint.idle();
  expect(await standby.keys()).toEqual(["alice/AMAZON_SES_SETUP_NOTIFICATION", `alice/${id}`].sort());

  const imported = await standby.import();
  expect(imported).toMatchObject({ exitCode: 0, stderr: "" });
  const [message, ...others] = await standby.delivered("alice");
  expect(others).toEqual([]);
  expect(message?.toString()).toContain("\nSubject: While you were out\n");
  expect(await standby.keys("alice/")).not.toContain(`alice/${id}`);
});
