import { CommandHost } from "../../../../fixtures/host/command-host";
import { scriptedSmtp } from "../../../../fixtures/smtp/scripted-smtp";

test("an import ends although the server keeps the connection open after QUIT", async () => {
  const server = await scriptedSmtp((step) => (step === "QUIT" ? "silence" : undefined), { keepsOpen: true });
  const host = await CommandHost.create(["ann"]);
  host.configureMailbox("ann", { destination: { lmtp: `127.0.0.1:${server.port}` } });
  await host.put("ann/1");
  expect(await host.import()).toMatchObject({ exitCode: 0, stdout: "standby-mx import: 1 message delivered\n" });
  expect(server.commands).toContain("QUIT");
  host.remove();
  await server.close();
});
