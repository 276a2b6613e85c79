// Opens, updates or closes the single issue about drift: node drift-issue.mjs open <file> | close
import { readFile } from "node:fs/promises";
import { call, isOurs, list } from "./api.mjs";

const [what, file] = process.argv.slice(2);
const marker = "<!-- standby-mx drift -->";
const title = "The standby in AWS is not what the settings say";
const issues = await list("issues?state=open&creator=github-actions%5Bbot%5D");
const old = issues.find((issue) => isOurs(issue) && issue.body?.endsWith(marker));

if (what === "open" && file !== undefined) {
  const body = `${await readFile(file, "utf8")}\n${marker}`;
  if (old === undefined) await call("POST", "issues", { title, body });
  else await call("PATCH", `issues/${old.number}`, { body });
} else if (what === "close") {
  if (old !== undefined) await call("PATCH", `issues/${old.number}`, { state: "closed", state_reason: "completed" });
} else throw new Error("usage: drift-issue.mjs open <file> | close");
