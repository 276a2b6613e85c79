import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { DrillMessage } from "./messages";
import { toWireForm } from "./sender/wire-format";
import { WrongUse } from "./wrong-use";

/** Sent to the mailboxes of the settings as it is: every .eml below a directory, and everything in the cur/ and new/ of Maildirs. */
export async function messagesBelow(directory: string): Promise<DrillMessage[]> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new WrongUse(`--mail: expected a directory with messages, found none at ${directory}`);
  }
  const mail: string[] = [];
  for (const path of (await readdir(directory, { recursive: true })).sort()) {
    if (isMail(path) && (await stat(join(directory, path))).isFile()) mail.push(path);
  }
  if (mail.length === 0) {
    throw new WrongUse(`--mail: expected *.eml files or a Maildir, found neither below ${directory}`);
  }
  return mail.map((path) => ({
    name: path,
    shows: path,
    sender: "carol@sender.example",
    to: ["user"],
    read: async () => toWireForm(await readFile(join(directory, path))),
  }));
}

function isMail(path: string): boolean {
  const [name, parent] = path.split(sep).reverse();
  return /\.eml$/i.test(path) || ((parent === "cur" || parent === "new") && !name!.startsWith("."));
}
