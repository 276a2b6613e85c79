import type { Finding } from "../model";
import type { DnsAnswer, Lookup } from "./answer";

/**
 * Judges the answers of several servers. A fault that only one server reports is UNKNOWN if no other server answers. If other servers
 * answer differently, the finding is that difference, which may end when their cached copies have expired.
 */
export function judgeLookup(lookup: Lookup, judgeAnswer: (answer: DnsAnswer) => Finding): Finding {
  const { answers, failures } = lookup;
  if (answers.length === 0) return couldNotAsk(lookup);
  const findings = answers.map((answer) => ({ answer, finding: judgeAnswer(answer) }));
  const faults = findings.filter(({ finding }) => finding.status === "FAIL" || finding.status === "WARN");
  const worst = faults.find(({ finding }) => finding.status === "FAIL") ?? faults[0];
  const source = answers.map((answer) => answer.source).join(", ");
  if (!worst) return { source, ...findings[0]!.finding };
  if (answers.length === 1) {
    const failureTexts = failures.map((failure) => `${failure.source} ${failure.reason}`).join(", ");
    return {
      ...worst.finding,
      status: "UNKNOWN",
      found: `${worst.finding.found}, but no second server could be asked${failureTexts && ` (${failureTexts})`}`,
      source,
    };
  }
  if (faults.length === answers.length) return { source, ...worst.finding };
  return { ...worst.finding, ...difference(lookup, worst.answer), status: "WARN" };
}

/** A finding if the servers give different answers; `undefined`: all servers give the same answer. */
export function differenceIn(lookup: Lookup): Finding | undefined {
  const [first, ...others] = lookup.answers;
  const other = others.find((answer) => describeAnswer(answer) !== describeAnswer(first!));
  if (!first || !other) return undefined;
  return {
    status: "WARN",
    ...difference(lookup, first),
    why: "Senders that ask another resolver see other records. After a change this ends when the cached copies have expired.",
    advice:
      "wait, then run: standby-mx doctor; if they still differ, make the name servers of the domain serve the same zone",
  };
}

function difference({ answers }: Lookup, example: DnsAnswer): Pick<Finding, "found" | "expected" | "source"> {
  const others = answers.filter((answer) => describeAnswer(answer) !== describeAnswer(example));
  const ttls = answers.flatMap(({ authoritative, ttl }) => (authoritative ? [] : (ttl ?? [])));
  const left = ttls.length > 0 ? `, TTL ${Math.max(...ttls)} s left` : "";
  const other = others[0] ?? example;
  return {
    found: `resolvers differ${left}: ${example.source} says ${describeAnswer(example)}; ${other.source} says ${describeAnswer(other)}`,
    expected: "the same answer from every server",
    source: answers.map(({ source }) => source).join(", "),
  };
}

export function couldNotAsk({ name, type, failures }: Lookup): Finding {
  const reasons = failures.map(({ source, reason }) => `${source} ${reason}`);
  return {
    status: "UNKNOWN",
    found: `no server answered for the ${type} records of ${name}${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`,
    expected: "an answer",
    why: "could not look",
  };
}

export function describeAnswer({ exists, values }: DnsAnswer): string {
  if (!exists) return "no such name";
  return values.length > 0 ? values.join(", ") : "nothing";
}
