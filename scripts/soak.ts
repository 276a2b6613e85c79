// npm run soak -- --minutes M --seed S [--second-importer] [--rounds N]: imports random mail with random faults and actions of a
// mail client. Each round has its own seed, so that `--seed S --minutes 0` repeats a round.
import { parseArgs } from "node:util";
import { startCrashServers } from "../fixtures/crash/crash-servers";
import { soakRound } from "../fixtures/crash/soak-round";
import { runScript } from "../fixtures/run-script";

const MAX_ROUNDS_AT_ONCE = 3;
/** Rounds with `--second-importer`, however long they take. */
const SECOND_IMPORTER_ROUNDS = 60;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "10" },
      "second-importer": { type: "boolean", default: false },
      rounds: { type: "string" },
      seed: { type: "string", default: String(Date.now() % 1e9) },
    },
  });
  const second = values["second-importer"];
  const rounds = Number(values.rounds ?? (second ? SECOND_IMPORTER_ROUNDS : Infinity));
  const until = Date.now() + Number(values.minutes) * 60_000;
  let next = Number(values.seed);
  console.log(`soak: ${values.minutes} minutes from seed ${next}`);
  const first = next;
  const started = () => next - first;
  const servers = await startCrashServers();
  const sums = { rounds: 0, messages: 0, faults: 0, harmed: 0 };
  const worker = async () => {
    do {
      const round = await soakRound(servers, next++, second);
      sums.rounds++;
      sums.messages += round.messages;
      sums.faults += round.faults;
      if (round.findings.length === 0) continue;
      sums.harmed++;
      console.log(`HARM, seed ${round.seed}:\n  ${round.findings.join("\n  ")}`);
    } while (started() < rounds && (rounds < Infinity || Date.now() < until));
  };
  try {
    await Promise.all(Array.from({ length: Number(values.minutes) > 0 ? MAX_ROUNDS_AT_ONCE : 1 }, worker));
  } finally {
    await servers.close();
  }
  console.log(
    `${sums.rounds} rounds, ${sums.messages} messages, ${sums.faults} faults: ${sums.rounds - sums.harmed} of ${sums.rounds} rounds exact`,
  );
  if (sums.harmed > 0) process.exitCode = 1;
}

runScript(main);
