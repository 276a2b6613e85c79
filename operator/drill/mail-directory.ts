import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { DrillMessage } from "./messages";
import { toWireForm } from "./sender/wire-format";
import { WrongUse } from "./wrong-use";

/** Sent to the mailboxes of the settings as it is: every .eml below a directory, and everything in the cur/ and new/ of Maildirs. */
export async function messagesBelow(directory: string): Promise<DrillMessage[]> {
  const files = await filesBelow(directory);
  const mail = files.filter((path) => /\.eml$/i.test(path) || inMaildir(path)).sort();
  if (mail.length === 0) {
    throw new WrongUse(
      `--mail: expected *.eml files or a Maildir, found none of ${files.length} files below ${directory}`,
    );
  }
  return mail.map((path) => ({
    name: path,
    shows: path,
    sender: "carol@sender.example",
    to: ["user"],
    read: async () => toWireForm(await readFile(join(directory, path))),
  }));
}

async function filesBelow(directory: string): Promise<string[]> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory())
    throw new WrongUse(`--mail: expected a directory with messages, found none at ${directory}`);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

function inMaildir(path: string): boolean {
  const [name, parent] = path.split(sep).reverse();
  return (parent === "cur" || parent === "new") && !name!.startsWith(".");
}
