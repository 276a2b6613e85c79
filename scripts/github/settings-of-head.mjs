// Writes the settings file of a pull request's commit into a folder and prints the file's name: node settings-of-head.mjs <folder>
// HEAD_REPOSITORY (owner/name, a fork perhaps) and HEAD_SHA name the commit. The file is written as GitHub has it, as data.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { call } from "./api.mjs";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: settings-of-head.mjs <folder>");
const { HEAD_REPOSITORY: repository, HEAD_SHA: sha } = process.env;

// https://docs.github.com/rest/repos/contents#get-repository-content
const entries = await call("GET", `contents/?ref=${sha}`, undefined, repository);
const isHere = (name) => entries.some((entry) => entry.name === name && entry.type === "file");
const name = ["standby-mx.yaml", "standby-mx.example.yaml"].find(isHere);
if (name === undefined) throw new Error(`${repository} at ${sha}: expected standby-mx.yaml, found no such file`);
const { content, encoding } = await call("GET", `contents/${name}?ref=${sha}`, undefined, repository);
// GitHub leaves out the content of files over 1 MB.
if (encoding !== "base64") throw new Error(`${name} at ${sha}: expected its content in base64, found ${encoding}`);
await writeFile(join(folder, name), Buffer.from(content, "base64"));
console.log(name);
