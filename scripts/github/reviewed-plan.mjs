// Prints the fingerprint of the plan that was reviewed in the pull request of a merged commit, or nothing:
// node reviewed-plan.mjs <sha>
import { call, isOurs, list } from "./api.mjs";

const [sha] = process.argv.slice(2);
if (!/^[0-9a-f]{40}$/.test(sha ?? ""))
  throw new Error("usage: reviewed-plan.mjs <the 40 hexadecimal digits of a commit>");

const pulls = await call("GET", `commits/${sha}/pulls`);
const merged = pulls.find(({ merged_at: at, merge_commit_sha: commit }) => at !== null && commit === sha);
const comments = merged === undefined ? [] : await list(`issues/${merged.number}/comments`);
const bodies = comments.filter(isOurs).map(({ body }) => body);
// The fingerprint counts only at the very end, where plan-summary and sticky-comment.mjs put it, because the text above
// may quote a pull request.
const atTheEnd = /\n<!-- standby-mx plan ([0-9a-f]{64}) -->\s+<!-- standby-mx plan -->$/;
const fingerprints = bodies.flatMap((body) => atTheEnd.exec(body)?.[1] ?? []);
if (fingerprints.length > 0) console.log(fingerprints.at(-1));
