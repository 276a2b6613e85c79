import { getServers } from "node:dns";
import { parseResolver } from "../../../settings/names/resolvers";
import { Memo } from "../memo";
import { type DnsAnswer, type Lookup, type LookupFailure, toAnswer } from "./answer";
import { type DnsServer, query, type RecordType } from "./query";
import { type TriedResolver, tryResolver } from "./resolvers";
import { messageOf } from "../../../lib/errors";

/** An authoritative server of a zone. */
export interface Authority {
  readonly name: string;
  /** Addresses, IPv4 first. */
  readonly addresses: readonly string[];
}

interface AnswerSource {
  readonly name: string;
  ask(name: string, type: RecordType): Promise<DnsAnswer | undefined>;
}

const DNS_PORT = 53;

/**
 * DNS as senders see it. Each query goes to all working resolvers and, for a name in a domain of the settings, to the authoritative
 * servers. The resolver of this machine is asked only where no other resolver works: in a network with internal DNS its answers may
 * differ from what senders see. /etc/hosts is not read.
 */
export class DnsLookups {
  private readonly memo = new Memo();

  constructor(
    private readonly configured: readonly DnsServer[],
    private readonly system: () => readonly DnsServer[] = systemResolvers,
    /** The port of authoritative servers. */
    private readonly authorityPort = DNS_PORT,
  ) {}

  /** The resolvers with the fault of each; if none of them works, the resolvers of this machine follow. */
  resolvers(): Promise<readonly TriedResolver[]> {
    return this.memo.get("resolvers", async () => {
      const tryAll = (servers: readonly DnsServer[]) => Promise.all(servers.map(tryResolver));
      const [configured, system] = await Promise.all([tryAll(this.configured), tryAll(this.system())]);
      return configured.some(({ fault }) => fault === undefined) ? configured : [...configured, ...system];
    });
  }

  /** The authoritative servers of the domain's zone, as the resolvers report them. */
  authorities(domain: string): Promise<readonly Authority[]> {
    return this.memo.get(`authorities ${domain}`, async () => {
      const names = (await this.lookup(domain, "NS")).answers.flatMap(({ values }) => values);
      return Promise.all(
        [...new Set(names)].sort().map(async (name) => ({ name, addresses: await this.addresses(name) })),
      );
    });
  }

  /** The zone of the domain: the domain or a parent of it, never a top-level domain; `undefined`: no server answered. */
  async zoneOf(domain: string): Promise<string | undefined> {
    for (let name = domain; name.includes("."); name = name.slice(name.indexOf(".") + 1)) {
      if ((await this.authorities(name)).length > 0) return name;
    }
    return undefined;
  }

  /** All addresses of a host, from the answers of all resolvers. */
  async addresses(host: string): Promise<readonly string[]> {
    const lookups = await Promise.all([this.lookup(host, "A"), this.lookup(host, "AAAA")]);
    return [...new Set(lookups.flatMap(({ answers }) => answers.flatMap(({ values }) => values)))];
  }

  /** @param domain the authoritative servers of its zone are asked as well */
  lookup(name: string, type: RecordType, domain?: string): Promise<Lookup> {
    return this.memo.get(`${type} ${name} ${domain ?? ""}`, async () => {
      const sources = [
        ...(await this.workingResolvers()),
        ...(domain === undefined ? [] : await this.authoritySources(domain)),
      ];
      const answers: DnsAnswer[] = [];
      const failures: LookupFailure[] = [];
      for (const answered of await Promise.all(sources.map((source) => askSource(source, name, type)))) {
        if (answered === undefined) continue;
        if ("reason" in answered) failures.push(answered);
        else answers.push(answered);
      }
      return { name, type, answers, failures };
    });
  }

  /** The answer of an authoritative server; `undefined`: the server does not have the zone. */
  askAuthority(authority: Authority, name: string, type: RecordType): Promise<DnsAnswer | undefined> {
    return this.memo.get(`${authority.name} ${type} ${name}`, async () => {
      let failure: unknown = new Error("has no address");
      for (const address of authority.addresses) {
        try {
          const reply = await query({ address, port: this.authorityPort }, name, type, { recursive: false });
          const source = `${authority.name} (${address})`;
          const answer = toAnswer({ source, authoritative: true }, type, reply);
          // An authoritative server does not follow an alias into another zone.
          return reply.authoritative && !(answer.alias !== undefined && answer.values.length === 0)
            ? answer
            : undefined;
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    });
  }

  private async workingResolvers(): Promise<readonly AnswerSource[]> {
    const working = (await this.resolvers()).filter(({ fault }) => fault === undefined);
    return working.map(({ server, name: source }) => ({
      name: source,
      ask: async (name, type) => toAnswer({ source, authoritative: false }, type, await query(server, name, type)),
    }));
  }

  private async authoritySources(domain: string): Promise<readonly AnswerSource[]> {
    const zone = await this.zoneOf(domain);
    const authorities = zone === undefined ? [] : await this.authorities(zone);
    return authorities.map((authority) => ({
      name: authority.name,
      ask: (name, type) => this.askAuthority(authority, name, type),
    }));
  }
}

async function askSource(
  source: AnswerSource,
  name: string,
  type: RecordType,
): Promise<DnsAnswer | LookupFailure | undefined> {
  try {
    return await source.ask(name, type);
  } catch (error) {
    return { source: source.name, reason: messageOf(error) };
  }
}

function systemResolvers(): readonly DnsServer[] {
  return getServers().flatMap((text) => parseResolver(text) ?? []);
}
