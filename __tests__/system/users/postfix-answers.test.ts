import fc from "fast-check";
import { addressesToAsk, generatedMaps, writeMaps } from "../../../fixtures/postfix/generated-maps";
import { makePostfix } from "../../../fixtures/postfix/postfix";
import { canonicalAddress, splitAddress } from "../../../operator/users/address";
import { readPostfix } from "../../../operator/users/postfix/read-postfix";
import { withoutLabel } from "../../../operator/users/postfix/recipient-keys";
import { probeRecipients } from "../../../operator/users/rcpt-probe";

// Each run starts a Postfix, which takes at least a second.
const RUNS = Number(process.env.STANDBY_POSTFIX_RUNS ?? 6);

describe("for generated maps the answers of the reader", () => {
  test("are those of a real Postfix, without an unreported accepted address", async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(generatedMaps, async (maps) => {
        const postfix = makePostfix();
        try {
          writeMaps(postfix, maps);
          const port = await postfix.start();
          const { reading, ask } = await readPostfix({ configDirectory: postfix.configDirectory });
          const addresses = [...new Set([...addressesToAsk(), ...reading.entries.map(({ address }) => address)])];
          const replies = await probeRecipients({ host: "127.0.0.1", port }, addresses);
          const answers = await ask!(addresses);
          const differing = addresses.filter(
            (address) => replies.get(address)?.answer !== answers.get(address)?.answer,
          );
          expect(
            differing.map((address) => ({ address, rcpt: replies.get(address), ours: answers.get(address) })),
          ).toEqual([]);

          for (const { answer } of replies.values()) seen.set(answer, (seen.get(answer) ?? 0) + 1);

          const listed = new Set(reading.entries.map(({ address }) => address));
          const refused = [...listed].filter((address) => replies.get(address)?.answer !== "accepted");
          expect(refused).toEqual([]);
          const explained = (address: string) =>
            listed.has(canonicalAddress(address)) ||
            reading.leftOut.some((left) => left.address === canonicalAddress(address)) ||
            reading.catchAlls.some(({ domain }) => domain === splitAddress(address).domain) ||
            /built into Postfix|regexp:/.test(answers.get(address)?.reply ?? "");
          const silent = addresses.filter((address) => {
            if (replies.get(address)?.answer !== "accepted" || explained(address)) return false;
            const { localPart, domain } = splitAddress(address);
            const bare = withoutLabel(localPart, {
              characters: maps.delimiter,
              ownerRequest: true,
              doubleBounce: "double-bounce",
            });
            return bare === undefined || !explained(`${bare}@${domain}`);
          });
          expect(silent).toEqual([]);
        } finally {
          await postfix.stop();
        }
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(seen.get("accepted") ?? 0, seen.get("refused") ?? 0)).toBeGreaterThan(10 * RUNS);
  });
});
