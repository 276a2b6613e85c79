import type { Settings } from "../settings/model";
import { promisedDeliveries } from "./reconcile/promised-deliveries";
import { dispatch, type AddressedMessage } from "./dispatch";
import { groupBy } from "../lib/group-by";
import type { SentMessage } from "./dispatch";
import type { LocalDns } from "./local-dns";
import type { Phase } from "./phases";
import { Primary } from "./primary";
import { exchangersOf } from "./mx-records";
import type { MailExchanger } from "./sender/mail-exchangers";
import type { DrillNetwork } from "./sender/send";
import { standbyHost } from "../settings/names/standby-hosts";
import { Standbys } from "./standbys";
import type { Timeline } from "./timeline";
import type { UserList } from "./user-list";
import type { Workspace } from "./workspace";

export interface EnvironmentOptions {
  readonly settings: Settings;
  readonly users: UserList;
  readonly dns: LocalDns;
  /** The synthesized MX record sets. */
  readonly exchangers: ReadonlyMap<string, readonly MailExchanger[]>;
  readonly workspace: Workspace;
  readonly timeline: Timeline;
  /** Ends the drill early. */
  readonly signal: AbortSignal;
}

const SENDER = {
  name: "mx.sender.example",
  timeouts: { connectMs: 2_000, greetingMs: 2_000, replyMs: 30_000 },
};

/** The servers and the senders of a drill, on loopback. */
export class DrillEnvironment {
  readonly primary: Primary;
  readonly standbys: Standbys;
  private readonly primaryHosts: ReadonlySet<string>;

  constructor(private readonly options: EnvironmentOptions) {
    const { settings, users, workspace, dns } = options;
    const hosts = settings.domains.flatMap((domain) => domain.primary.map(({ host }) => host));
    this.primaryHosts = new Set(hosts);
    this.primary = new Primary({ name: hosts[0]!, users, root: workspace.server });
    this.standbys = new Standbys(workspace.store, dns);
  }

  /** Makes the primary behave as in the phase, and sends the mail. */
  async run(phase: Phase, mail: readonly AddressedMessage[]): Promise<readonly SentMessage[]> {
    const { timeline, signal } = this.options;
    const network = this.network(phase.regionsDown ?? 0);
    const sent: SentMessage[] = [];
    for (const { behaviour, share } of sharesOf(phase, mail)) {
      if (behaviour === undefined) await this.primary.down();
      else await this.primary.up(behaviour);
      sent.push(...(await dispatch(phase.name, share, network, SENDER, timeline, signal)));
    }
    await this.standbys.idle();
    timeline.add(phase.name, `${phase.title}: ${this.countLine(sent)}`);
    return sent;
  }

  isStandby(host: string): boolean {
    return this.standbys.hosts.includes(host);
  }

  async stop(): Promise<void> {
    await this.primary.down();
    await this.standbys.stop();
  }

  /** Counts of a phase for the terminal: deliveries by host, refused recipients, waiting recipients. */
  private countLine(sent: readonly SentMessage[]): string {
    const notAccepted = sent
      .flatMap(({ outcomes }) => [...outcomes.values()])
      .filter(({ kind }) => kind !== "accepted");
    const counts = new Map<string, readonly unknown[]>([
      ...groupBy(promisedDeliveries(sent, this.options.users), ({ host }) => `by ${this.nameOf(host)}`),
      ...groupBy(notAccepted, ({ kind }) => kind),
    ]);
    return [...counts].map(([what, { length }]) => `${length} ${what}`).join(", ") || "no messages";
  }

  private nameOf(host: string): string {
    if (!this.isStandby(host)) return "the primary";
    return this.standbys.hosts.length === 1 ? "the standby" : host.split(".").slice(0, 2).join(".");
  }

  private network(regionsDown: number): DrillNetwork {
    const unreachable = this.options.settings.regions.slice(0, regionsDown).map(({ name }) => standbyHost(name));
    return {
      exchangers: (domain) => exchangersOf(this.options.exchangers, domain),
      locate: (host) => {
        if (this.primaryHosts.has(host)) return this.primary.address;
        // Nothing listens on port 1 (tcpmux).
        if (unreachable.includes(host)) return { host: "127.0.0.1", port: 1 };
        const standby = this.standbys.locate(host);
        if (standby !== undefined) return standby;
        throw new Error(`the MX records name ${host}, which is neither a primary nor a standby of the settings`);
      },
    };
  }
}

/** Divides the messages of a phase between the behaviours of the primary. */
function sharesOf({ behaviours, silentFor = 0 }: Phase, mail: readonly AddressedMessage[]) {
  const silent = { behaviour: "no greeting" as const, share: mail.slice(0, silentFor) };
  const rest = mail.slice(silentFor);
  const turns = behaviours.map((behaviour, turn) => ({
    behaviour,
    share: rest.filter((_, i) => i % behaviours.length === turn),
  }));
  return [silent, ...turns].filter(({ share }) => share.length > 0);
}
