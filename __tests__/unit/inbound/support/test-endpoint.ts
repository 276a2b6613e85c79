import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppliedRules, RulesSource } from "../../../../inbound/applied-rules";
import { noDns } from "../../../../inbound/dns-resolver";
import { startEndpoint, type Endpoint, type EndpointOptions } from "../../../../inbound/endpoint";
import type { EndpointEvent } from "../../../../inbound/endpoint-event";
import { DirectoryStore } from "../../../../store/directory-store";
import { bucket, ChangeableRules } from "./rules";
import { Examiner } from "../../../../inbound/examination/examiner";
import { RawSmtpClient } from "../../../../fixtures/smtp/raw-smtp-client";

/** Shared by all endpoints without DNS: starting a thread takes half a second of processor time. */
const examiner = new Examiner(noDns);
afterAll(() => examiner.close());

/** An endpoint on a free port with a directory store. */
export class TestEndpoint {
  private constructor(
    readonly endpoint: Endpoint,
    readonly directory: string,
    readonly events: readonly EndpointEvent[],
  ) {}

  static async start(rules: AppliedRules | RulesSource, options: Partial<EndpointOptions> = {}): Promise<TestEndpoint> {
    const directory = await mkdtemp(join(tmpdir(), "standby-inbound-"));
    await new DirectoryStore(join(directory, bucket)).create();
    const events: EndpointEvent[] = [];
    const endpoint = await startEndpoint({
      rules: "read" in rules ? rules : new ChangeableRules(rules),
      stores: (name) => new DirectoryStore(join(directory, name)),
      listen: { host: "127.0.0.1", port: 0 },
      resolver: noDns,
      ...(options.resolver === undefined && { examiner }),
      log: (event) => events.push(event),
      ...options,
    });
    return new TestEndpoint(endpoint, directory, events);
  }

  connect(): Promise<RawSmtpClient> {
    return RawSmtpClient.open(this.endpoint.port);
  }

  /** Sends a message over a new connection; returns the replies to each RCPT and to the message. */
  async send(
    recipients: readonly string[],
    message = "Subject: x\r\n\r\nhello\r\n",
    { tls = false, from = "a@b.example" } = {},
  ) {
    const client = await this.connect();
    if (tls) await client.startTls();
    await client.command(`MAIL FROM:<${from}>`);
    const replies: string[] = [];
    for (const recipient of recipients) replies.push(await client.command(`RCPT TO:<${recipient}>`));
    const accepted = await client.data(Buffer.from(message, "latin1"));
    client.close();
    await this.endpoint.idle();
    return { replies, accepted, id: accepted.replace(/^250 OK /, "") };
  }

  /** The messages in the bucket by key, without setup objects. */
  async messages(): Promise<Map<string, Buffer>> {
    const objects = await this.objects();
    return new Map([...objects].filter(([key]) => !key.endsWith("AMAZON_SES_SETUP_NOTIFICATION")));
  }

  async objects(name = bucket): Promise<Map<string, Buffer>> {
    const entries = await readdir(join(this.directory, name), { recursive: true, withFileTypes: true });
    const keys = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const read = keys.map(
      async (path) => [path.slice(this.directory.length + name.length + 2), await readFile(path)] as const,
    );
    return new Map(await Promise.all(read));
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  async stop(): Promise<void> {
    await this.endpoint.close();
    await rm(this.directory, { recursive: true });
  }
}
