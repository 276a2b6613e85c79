import execa from "execa";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openApplier } from "../../fixtures/apply/open-applier";
import { synthesizeStacks } from "../../fixtures/apply/synthesize";
import { startMoto } from "../../testing/moto";
import { openStore, parseStoreLocation } from "../../store/open-store";

test("the mail bucket of a stack for moto can be written and read", async () => {
  const script = resolve(__dirname, "../../scripts/install-moto.sh");
  const server = execa.sync("bash", [script], { stderr: "inherit" }).stdout;
  const folder = mkdtempSync(join(tmpdir(), "standby-moto-"));
  const moto = await startMoto({ command: server });
  const { endpoint } = moto;
  try {
    const settingsFile = join(folder, "standby-mx.yaml");
    writeFileSync(
      settingsFile,
      "regions: [eu-west-1]\ndomains: [{ name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }]\n" +
        "mailboxes: [{ user: alice, addresses: [alice@example.org, postmaster@example.org] }]\nbucket: moto-mail\n",
    );
    const [stack = ""] = await synthesizeStacks({ settingsFile, endpoint, outputFolder: join(folder, "out") });
    await openApplier(stack, "direct").apply();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
    const store = await openStore(parseStoreLocation("s3", endpoint), { name: "eu-west-1", bucket: "moto-mail" });
    await store.put("alice/x", Buffer.from("hello"));
    const keys = [];
    for await (const page of store.list("alice/")) keys.push(...page.map(({ key }) => key));
    expect(keys).toEqual(["alice/x"]);
    const chunks: Buffer[] = [];
    for await (const chunk of (await store.get("alice/x")).body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("hello");
    await store.close();
  } finally {
    await moto.stop();
    rmSync(folder, { recursive: true });
  }
});
