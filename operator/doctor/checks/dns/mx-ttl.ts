import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { mxLookup } from "./mx-set";

const DAY_S = 86_400;

export const mxTtl = domainCheck({
  id: "mx-ttl",
  title: "How long does a change of the MX records take?",
  needs: ["mx-records"],
  async look(name, context): Promise<Finding> {
    const { answers } = await mxLookup(context, name);
    // The TTL that a resolver returns is the remaining time.
    const authoritativeAnswers = answers.filter(({ authoritative }) => authoritative);
    const ttl = Math.max(
      ...(authoritativeAnswers.length > 0 ? authoritativeAnswers : answers).map((answer) => answer.ttl ?? 0),
    );
    const found = `TTL ${ttl} s`;
    if (ttl <= DAY_S) return { status: "OK", found };
    return {
      status: "NOTE",
      found,
      expected: `at most ${DAY_S} s`,
      why: "When the server moves, senders use the old MX records for this long.",
      advice: "publish the MX records with a TTL of 3600 s",
    };
  },
});
