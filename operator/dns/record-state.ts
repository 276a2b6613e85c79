import type { DnsAnswer, Lookup } from "../doctor/dns/answer";
import { couldNotAsk, describeAnswer } from "../doctor/dns/judge";
import type { RecordState } from "./model";

/** What one server's answer says of a record. */
export type AnswerState = Extract<RecordState, "seen" | "missing" | "different">;

/** What all servers together say of a record; by the word of one alone nothing is called missing. */
export function recordStateOf(
  lookup: Lookup,
  judge: (answer: DnsAnswer) => AnswerState,
): { readonly state: RecordState; readonly found: string } {
  const { answers, failures } = lookup;
  if (answers.length === 0) return { state: "unknown", found: couldNotAsk(lookup).found };
  const told = answers.map((answer) => ({ answer, state: judge(answer) }));
  const without = told.filter(({ state }) => state !== "seen");
  const [first] = without;
  if (!first) return { state: "seen", found: `at ${answers.map(({ source }) => source).join(", ")}` };
  if (answers.length === 1) {
    const others = failures.map(({ source, reason }) => `${source} ${reason}`).join(", ");
    const found = `${tell(first.answer)}; no second server could be asked${others && ` (${others})`}`;
    return { state: "unknown", found };
  }
  if (without.length < told.length) {
    const ttls = without.flatMap(({ answer: { ttl, authoritative } }) => (authoritative ? [] : (ttl ?? [])));
    const left = ttls.length > 0 ? `, for at most ${Math.max(...ttls)} s more` : "";
    return { state: "partly", found: `not yet at ${without.map(({ answer }) => answer.source).join(", ")}${left}` };
  }
  const different = without.find(({ state }) => state === "different");
  return different
    ? { state: "different", found: tell(different.answer) }
    : { state: "missing", found: tell(first.answer) };
}

const tell = (answer: DnsAnswer): string => `${answer.source} says ${describeAnswer(answer)}`;
