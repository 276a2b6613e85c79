import { startEndpoint, type Endpoint } from "../inbound/endpoint";
import { endpointEventLine, type EndpointEvent } from "../inbound/endpoint-event";
import { Examiner } from "../inbound/examination/examiner";
import { SynthesizedRules } from "../inbound/synthesized/synthesized-rules";
import { DirectoryStore } from "../store/directory-store";
import { standbyHost } from "../settings/names/standby-hosts";
import { join } from "node:path";
import type { SocketAddress } from "./sender/smtp-session";
import type { LocalDns } from "./local-dns";
import type { SynthesizedStack } from "./synthesis";

const ERROR_EVENTS: readonly EndpointEvent["kind"][] = ["store-failed", "setup-failed", "left-out", "trouble"];

/** The simulated standby of one receiving region. */
interface RegionStandby {
  readonly host: string;
  readonly endpoint: Endpoint;
}

/** The standbys of all receiving regions, each with the rules of its synthesized stack, and their buckets. */
export class Standbys {
  private readonly buckets = new Map<string, DirectoryStore>();
  private readonly running: RegionStandby[] = [];
  /** The error events of all standbys. */
  readonly standbyErrors: string[] = [];
  private readonly examiner: Examiner;

  constructor(
    private readonly directory: string,
    private readonly dns: LocalDns,
  ) {
    this.examiner = new Examiner(dns);
  }

  /** `activeRuleSet`: name of the active set, if no stack activates its own set. */
  async start(stacks: readonly SynthesizedStack[], activeRuleSet: string | undefined): Promise<void> {
    for (const { file } of stacks) {
      const rules = new SynthesizedRules(file, { activeRuleSet });
      const { region, buckets } = await rules.read();
      for (const bucket of buckets.keys()) await this.bucket(bucket).create();
      const endpoint = await startEndpoint({
        rules,
        stores: (bucket) => this.bucket(bucket),
        listen: { host: "127.0.0.1", port: 0 },
        resolver: this.dns,
        examiner: this.examiner,
        log: (event) => {
          if (ERROR_EVENTS.includes(event.kind)) this.standbyErrors.push(endpointEventLine(event));
        },
      });
      this.running.push({ host: standbyHost(region), endpoint });
    }
  }

  get hosts(): readonly string[] {
    return this.running.map(({ host }) => host);
  }

  locate(host: string): SocketAddress | undefined {
    const standby = this.running.find((running) => running.host === host);
    return standby && { host: "127.0.0.1", port: standby.endpoint.port };
  }

  /** Resolves when every accepted message is stored. */
  async idle(): Promise<void> {
    for (const { endpoint } of this.running) await endpoint.idle();
  }

  /** The messages in the buckets, without the setup objects of SES. */
  async waiting(): Promise<string[]> {
    const keys: string[] = [];
    for (const [name, bucket] of this.buckets) {
      for await (const page of bucket.list("")) keys.push(...page.map(({ key }) => `${name}/${key}`));
    }
    return keys.filter((key) => !key.endsWith("/AMAZON_SES_SETUP_NOTIFICATION"));
  }

  async stop(): Promise<void> {
    for (const { endpoint } of this.running.splice(0)) await endpoint.close();
    await this.examiner.close();
  }

  private bucket(name: string): DirectoryStore {
    const bucket = this.buckets.get(name) ?? new DirectoryStore(join(this.directory, name));
    this.buckets.set(name, bucket);
    return bucket;
  }
}
