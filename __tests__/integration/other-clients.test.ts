import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localStackEndpoint } from "../../fixtures/localstack/cloud";
import { Standby } from "../../fixtures/localstack/standby";
import { outputOf } from "../../fixtures/process";
import { startInbound } from "../../testing";
import { expectDelivery } from "./support/expect-delivery";
import { shortMessage, type Send } from "./support/test-messages";

let standby: Standby;
beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
    ],
  });
  await standby.apply();
});
afterAll(() => standby.close());

/** Sends with swaks (https://jetmore.org/john/code/swaks/), another SMTP client, over TLS. */
const bySwaks: Send = async (port, messages) => {
  const replies: string[] = [];
  for (const { from, to, content } of messages) {
    const file = join(standby.directory, "for-swaks.eml");
    // swaks adds a line end before the dot.
    await writeFile(file, content.subarray(0, -2));
    const address = ["--server", "127.0.0.1", "--port", String(port), "--helo", "client.example"];
    const envelope = ["--from", from, "--to", to.join(",")];
    const stdout = await outputOf("swaks", [...address, ...envelope, "--tls", "--data", `@${file}`]);
    replies.push(/^<~ {2}(250 OK .*)$/m.exec(stdout)?.[1] ?? stdout);
  }
  return replies;
};

test("accepts mail from swaks, over STARTTLS, for two recipients", async () => {
  const endpoint = await standby.startEndpoint();
  const [alice, bob] = [`alice@${standby.domain}`, `bob@${standby.domain}`];
  const message = {
    from: "carol@sender.example",
    to: [alice, bob],
    content: shortMessage("swaks"),
    owners: { alice, bob },
  };
  await expectDelivery({ standby, endpoint }, [message], bySwaks);
});

test("accepts mail from the testing kit, which then reads the object", async () => {
  const { bucket, domain, region } = standby;
  const inbound = await startInbound({ rules: "ses", endpointUrl: localStackEndpoint(), region });
  try {
    const to = [`alice@${domain}`, `bob@${domain}`];
    const { messageId } = await inbound.send({ from: "carol@sender.example", to, message: "Subject: kit\n\n" });
    for (const user of ["alice", "bob"]) {
      const object = await inbound.waitForObject(messageId!, { bucket, keyPrefix: `${user}/` });
      expect(object.key).toBe(`${user}/${messageId}`);
      expect(object.header("Subject")).toBe("kit");
    }
  } finally {
    await inbound.close();
  }
});
