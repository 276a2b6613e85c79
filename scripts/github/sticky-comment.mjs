// Writes a file into the single comment of a kind on a pull request: node sticky-comment.mjs <kind> <file> [number]
// HEAD_SHA, if set, is the commit that the text is about. Default number: the open pull request from HEAD_OWNER:HEAD_BRANCH
// whose head is still HEAD_SHA.
import { readFile } from "node:fs/promises";
import { call, isOurs, list } from "./api.mjs";

const [kind, file, number = await pullRequestOfHead()] = process.argv.slice(2);
if (kind === undefined || file === undefined) throw new Error("usage: sticky-comment.mjs <kind> <file> [number]");

const marker = `<!-- standby-mx ${kind} -->`;
// The comment names its commit: a later commit may get no comment, and the comment of an earlier commit must not be
// taken for its comment.
const commit = process.env.HEAD_SHA ? `Commit ${process.env.HEAD_SHA}\n\n` : "";
const body = `${commit}${await readFile(file, "utf8")}\n${marker}`;
const comments = await list(`issues/${Number(number)}/comments`);
const old = comments.find((comment) => isOurs(comment) && comment.body.endsWith(marker));
if (old === undefined) await call("POST", `issues/${Number(number)}/comments`, { body });
else await call("PATCH", `issues/comments/${old.id}`, { body });

/** For a fork, a workflow run does not name the pull request, only the branch on which it ran. */
async function pullRequestOfHead() {
  const { HEAD_OWNER: owner, HEAD_BRANCH: branch, HEAD_SHA: sha } = process.env;
  const found = await list(`pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}`);
  const current = found.find(({ head }) => head.sha === sha);
  if (current === undefined) {
    console.log(`no open pull request of ${owner}:${branch} is at ${sha}; no comment written`);
    process.exit(0);
  }
  return current.number;
}
