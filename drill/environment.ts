import type { Settings } from "../settings/model";
import { promised } from "./reconcile/deliveries";
import { dispatch, type Addressed } from "./dispatch";
import { groupBy } from "./group-by";
import type { Sent } from "./sent-log";
import type { LocalDns } from "./local-dns";
import type { Phase } from "./phases";
import { Primary } from "./primary";
import { exchangersOf } from "./mx-records";
import type { MailExchanger } from "./sender/mail-exchangers";
import type { Network } from "./sender/send";
import { standbyHost, Standbys } from "./standbys";
import type { Timeline } from "./timeline";
import type { UserList } from "./user-list";
import type { Workspace } from "./workspace";

export interface Cast {
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

const sender = {
  name: "mx.sender.example",
  timeouts: { connect: 2_000, greeting: 2_000, reply: 30_000 },
};

/** The servers and the senders of a drill, on loopback. */
export class Rehearsal {
  readonly primary: Primary;
  readonly standbys: Standbys;
  private readonly primaryHosts: ReadonlySet<string>;

  constructor(private readonly cast: Cast) {
    const { settings, users, workspace, dns } = cast;
    const hosts = settings.domains.flatMap((domain) => domain.primary.map(({ host }) => host));
    this.primaryHosts = new Set(hosts);
    this.primary = new Primary({ name: hosts[0]!, users, root: workspace.server });
    this.standbys = new Standbys(workspace.store, dns);
  }

  /** Brings the primary into the phase's condition and lets the senders of the world send. */
  async play(phase: Phase, mail: readonly Addressed[]): Promise<readonly Sent[]> {
    const network = this.network(phase.regionsDown ?? 0);
    const sent: Sent[] = [];
    for (const { mood, share } of sharesOf(phase, mail)) {
      if (mood === undefined) await this.primary.down();
      else await this.primary.up(mood);
      sent.push(...(await dispatch(phase.name, share, network, sender, this.cast.signal)));
    }
    await this.standbys.idle();
    this.cast.timeline.add(phase.name, `${phase.title}: ${this.tally(sent)}`);
    return sent;
  }

  isStandby(host: string): boolean {
    return this.standbys.hosts.includes(host);
  }

  async end(): Promise<void> {
    await this.primary.down();
    await this.standbys.stop();
  }

  /** Who took how many deliveries, in words; and how many envelope recipients nobody took. */
  private tally(sent: readonly Sent[]): string {
    const others = sent.flatMap(({ fates }) => [...fates.values()]).filter(({ kind }) => kind !== "accepted");
    const counts = new Map<string, readonly unknown[]>([
      ...groupBy(promised(sent, this.cast.users), ({ host }) => `by ${this.nameOf(host)}`),
      ...groupBy(others, ({ kind }) => kind),
    ]);
    return [...counts].map(([what, { length }]) => `${length} ${what}`).join(", ") || "no messages";
  }

  private nameOf(host: string): string {
    if (!this.isStandby(host)) return "the primary";
    return this.standbys.hosts.length === 1 ? "the standby" : host.split(".").slice(0, 2).join(".");
  }

  private network(regionsDown: number): Network {
    const outOfReach = this.cast.settings.regions.slice(0, regionsDown).map(({ name }) => standbyHost(name));
    return {
      exchangers: (domain) => exchangersOf(this.cast.exchangers, domain),
      locate: (host) => {
        if (this.primaryHosts.has(host)) return this.primary.address;
        // Port 1 (tcpmux) is where nobody listens.
        if (outOfReach.includes(host)) return { host: "127.0.0.1", port: 1 };
        const standby = this.standbys.locate(host);
        if (standby !== undefined) return standby;
        throw new Error(`the MX records name ${host}, which is neither a primary nor a standby of the settings`);
      },
    };
  }
}

/** Which messages of a phase meet the primary in which mood. */
function sharesOf({ moods, silentFor = 0 }: Phase, mail: readonly Addressed[]) {
  const silent = { mood: "says nothing" as const, share: mail.slice(0, silentFor) };
  const rest = mail.slice(silentFor);
  const turns = moods.map((mood, turn) => ({ mood, share: rest.filter((_, i) => i % moods.length === turn) }));
  return [silent, ...turns].filter(({ share }) => share.length > 0);
}
