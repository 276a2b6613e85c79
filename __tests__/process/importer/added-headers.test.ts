import { createHash } from "node:crypto";
import { sesBlock } from "../../../fixtures/ses-block";
import { CommandHost } from "../../../fixtures/host/command-host";

let host: CommandHost;
beforeAll(async () => {
  host = await CommandHost.create(["ann", "bob"]);
});
afterAll(() => host.remove());

const message = "Delivered-To: ann@example.org\r\nSubject: \xe4\r\n\r\nhello\r\n";

test("added headers are above those of SES in Postfix's order; the rest is unchanged", async () => {
  await host.clear();
  const object = Buffer.from(sesBlock({ recipient: "ann+shop@example.org" }) + message, "latin1");
  await host.bucket.put("ann/795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81", object);
  await host.bucket.put("bob/odd; key=\u00e4", object);
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  const etag = createHash("md5").update(object).digest("hex");
  const came = object.toString("latin1").replaceAll("\r\n", "\n");
  expect(host.messages("ann")).toEqual([
    "X-Original-To: ann+shop@example.org\nDelivered-To: ann+shop@example.org\n" +
      `X-Standby-MX: bucket=mail;\n key=ann/795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81;\n etag=${etag}\n${came}`,
  ]);
  expect(host.messages("bob")).toEqual([
    `Delivered-To: bob@example.org\nX-Standby-MX: bucket=mail;\n key=bob/odd%3B%20key%3D%C3%A4;\n etag=${etag}\n${came}`,
  ]);
});

test("with importer.addedHeaders: false no headers are added", async () => {
  await host.clear({ addedHeaders: false });
  await host.put("ann/1", message);
  expect(await host.import()).toMatchObject({ exitCode: 0 });
  expect(host.messages("ann")).toEqual([message.replaceAll("\r\n", "\n")]);
});
