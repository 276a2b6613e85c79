import type { DnsAnswer, Lookup } from "../doctor/dns/answer";
import { couldNotAsk, describeAnswer } from "../doctor/dns/judge";
import type { RecordState } from "./model";

/** The state of a record according to one server. */
export type AnswerState = Extract<RecordState, "seen" | "missing" | "different">;

/**
 * The state of a record according to all servers; the answer of a single server is not enough to call a record missing.
 */
export function recordStateOf(
  lookup: Lookup,
  judge: (answer: DnsAnswer) => AnswerState,
): { readonly state: RecordState; readonly found: string } {
  const { answers, failures } = lookup;
  if (answers.length === 0) return { state: "unknown", found: couldNotAsk(lookup).found };
  const judged = answers.map((answer) => ({ answer, state: judge(answer) }));
  const without = judged.filter(({ state }) => state !== "seen");
  const [first] = without;
  if (!first) return { state: "seen", found: `at ${answers.map(({ source }) => source).join(", ")}` };
  if (answers.length === 1) {
    const others = failures.map(({ source, reason }) => `${source} ${reason}`).join(", ");
    const found = `${describe(first.answer)}; no second server could be asked${others && ` (${others})`}`;
    return { state: "unknown", found };
  }
  if (without.length < judged.length) {
    const ttls = without.flatMap(({ answer: { ttl, authoritative } }) => (authoritative ? [] : (ttl ?? [])));
    const left = ttls.length > 0 ? `, for at most ${Math.max(...ttls)} s more` : "";
    return { state: "partly", found: `not yet at ${without.map(({ answer }) => answer.source).join(", ")}${left}` };
  }
  const different = without.find(({ state }) => state === "different");
  return different
    ? { state: "different", found: describe(different.answer) }
    : { state: "missing", found: describe(first.answer) };
}

const describe = (answer: DnsAnswer): string => `${answer.source} says ${describeAnswer(answer)}`;
