import type { DnsReply, RecordType } from "./query";

/** One server's answer for a name and a type. */
export interface DnsAnswer {
  /** The server as messages name it. */
  readonly source: string;
  /** Whether the server is authoritative for the zone, so that its answer is not a cached copy. */
  readonly authoritative: boolean;
  readonly exists: boolean;
  /** In the form of a zone file, and sorted, so that two answers can be compared. */
  readonly values: readonly string[];
  /** Seconds for which this answer may be cached; `undefined`: there are no values. */
  readonly ttl: number | undefined;
  /** The canonical name, if the name is an alias (CNAME). */
  readonly alias: string | undefined;
}

export interface LookupFailure {
  readonly source: string;
  readonly reason: string;
}

/** The answers of several servers to one query. */
export interface Lookup {
  readonly name: string;
  readonly type: RecordType;
  readonly answers: readonly DnsAnswer[];
  readonly failures: readonly LookupFailure[];
}

export function toAnswer(
  { source, authoritative }: Pick<DnsAnswer, "source" | "authoritative">,
  type: RecordType,
  { code, records }: DnsReply,
): DnsAnswer {
  const matching = records.filter((record) => record.type === type);
  const ttls = matching.map(({ ttl }) => ttl);
  const aliases = records.filter((record) => record.type === "CNAME").map(({ data }) => String(data));
  return {
    source,
    authoritative,
    exists: code === "NOERROR",
    values: matching.map(({ data }) => toText(type, data)).sort(),
    ttl: ttls.length > 0 ? Math.min(...ttls) : undefined,
    alias: type === "CNAME" ? undefined : aliases.at(-1)?.toLowerCase(),
  };
}

function toText(type: RecordType, data: unknown): string {
  switch (type) {
    case "MX": {
      const { preference = 0, exchange } = data as { preference?: number; exchange: string };
      return `${preference} ${exchange.replace(/\.$/, "").toLowerCase() || "."}`;
    }
    case "TXT":
      return [data].flat().map(String).join("");
    case "TLSA":
      return Object.values(data as object)
        .map((part) => (Buffer.isBuffer(part) ? part.toString("hex") : String(part)))
        .join(" ");
    case "A":
    case "AAAA":
    case "CNAME":
    case "NS":
      return String(data).replace(/\.$/, "").toLowerCase();
  }
}
