import { constants } from "node:fs";
import { access, open, readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { DrillMessage } from "./messages";
import { toWireForm } from "./sender/wire-format";
import { printable } from "../lib/text";
import { UsageError } from "../lib/usage-error";

/** Whoever has more files that are no messages sees the kind from these. */
const MAX_LEFT_OUT_NAMED = 20;

/**
 * Sent to the mailboxes of the settings as it is: every .eml below a directory, and everything in the cur/ and new/ of Maildirs.
 * `say` hears of files that look like mail and cannot be sent.
 */
export async function messagesBelow(
  directory: string,
  say: (what: string) => void = () => undefined,
): Promise<DrillMessage[]> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new UsageError(`--mail: expected a directory with messages, found none at ${directory}`);
  }
  const mail: string[] = [];
  const leftOut: string[] = [];
  for await (const { path, unreadable } of pathsBelow(directory)) {
    const reason =
      unreadable ?? (isMail(path) ? await whyNotSent(join(directory, path)) : await whyNotMail(join(directory, path)));
    if (reason === "") mail.push(path);
    else if (reason !== undefined) leftOut.push(`left out ${printable(path)}: ${reason}`);
  }
  if (mail.length === 0) {
    const because = leftOut.length === 0 ? "" : `; ${leftOut[0]}`;
    throw new UsageError(`--mail: expected *.eml files or a Maildir, found neither below ${directory}${because}`);
  }
  for (const what of leftOut.slice(0, MAX_LEFT_OUT_NAMED)) say(what);
  if (leftOut.length > MAX_LEFT_OUT_NAMED) say(`left out ${leftOut.length - MAX_LEFT_OUT_NAMED} more`);
  return mail.map((path) => ({
    name: path,
    shows: printable(path),
    sender: "carol@sender.example",
    to: ["user"],
    read: async () => toWireForm(await readFile(join(directory, path))),
  }));
}

interface Found {
  readonly path: string;
  /** Why a directory cannot be looked into. */
  readonly unreadable?: string;
}

/** Every file, in the order of the names. Links to directories are not followed, because they may lead round in a circle. */
async function* pathsBelow(root: string, directory = ""): AsyncGenerator<Found> {
  let entries;
  try {
    entries = await readdir(join(root, directory), { withFileTypes: true });
  } catch (error) {
    yield { path: directory || ".", unreadable: reasonOf(error) };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* pathsBelow(root, path);
    else if (entry.isSymbolicLink() && (await isDirectory(join(root, path))))
      yield { path, unreadable: "a link to a directory" };
    else yield { path };
  }
}

const isDirectory = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Empty: the file can be sent; `undefined`: it is a directory or the like. */
async function whyNotSent(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    await access(path, constants.R_OK);
    return "";
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: "a link that leads nowhere",
    ELOOP: "a link that leads to itself",
    EACCES: "this user may not read it",
  };
  return reasons[code] ?? `it cannot be read (${code})`;
}

/** An mbox holds messages, but each would have to be cut out and unquoted before it is sent as it is. */
async function whyNotMail(path: string): Promise<string | undefined> {
  if ((await whyNotSent(path)) !== "") return undefined;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
    const isMbox = buffer.toString("latin1", 0, bytesRead) === "From ";
    return isMbox ? "an mbox file; the drill sends *.eml files and Maildirs" : undefined;
  } finally {
    await file.close();
  }
}

function isMail(path: string): boolean {
  const [name, parent] = path.split(sep).reverse();
  return /\.eml$/i.test(path) || ((parent === "cur" || parent === "new") && !name!.startsWith("."));
}
