import { constants } from "node:fs";
import { access, open, readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { DrillMessage } from "./messages";
import { toWireForm } from "./sender/wire-format";
import { printable } from "../lib/text";
import { UsageError } from "../lib/usage-error";

/** Maximum number of left-out files that are named, enough to recognize their kinds. */
const MAX_LEFT_OUT_NAMED = 20;

/**
 * The messages below a directory: each .eml file, and each file in the cur/ and new/ of a Maildir. They are sent unchanged to the
 * mailboxes of the settings. `report` gets a line for each file that looks like mail and cannot be sent.
 */
export async function messagesBelow(
  directory: string,
  report: (what: string) => void = () => undefined,
): Promise<DrillMessage[]> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new UsageError(`--mail: expected a directory with messages, found none at ${directory}`);
  }
  const mail: string[] = [];
  const leftOut: string[] = [];
  for await (const { path, unreadable } of pathsBelow(directory)) {
    const reason =
      unreadable ??
      (isMail(path) ? await reasonNotSent(join(directory, path)) : await reasonNotMail(join(directory, path)));
    if (reason === "") mail.push(path);
    else if (reason !== undefined) leftOut.push(`left out ${printable(path)}: ${reason}`);
  }
  if (mail.length === 0) {
    const because = leftOut.length === 0 ? "" : `; ${leftOut[0]}`;
    throw new UsageError(`--mail: expected *.eml files or a Maildir, found neither below ${directory}${because}`);
  }
  for (const what of leftOut.slice(0, MAX_LEFT_OUT_NAMED)) report(what);
  if (leftOut.length > MAX_LEFT_OUT_NAMED) report(`left out ${leftOut.length - MAX_LEFT_OUT_NAMED} more`);
  return mail.map((path) => ({
    name: path,
    title: printable(path),
    sender: "carol@sender.example",
    to: ["user"],
    read: async () => toWireForm(await readFile(join(directory, path))),
  }));
}

interface FoundPath {
  readonly path: string;
  /** Why a directory is not read. */
  readonly unreadable?: string;
}

/** Every file, in the order of the names. Links to directories are not followed: a link may lead to its own parent. */
async function* pathsBelow(root: string, directory = ""): AsyncGenerator<FoundPath> {
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

/** Why a file cannot be sent; "": it can be sent; `undefined`: the path is not a file. */
async function reasonNotSent(path: string): Promise<string | undefined> {
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
    ENOENT: "a link without a target",
    ELOOP: "a link that leads to itself",
    EACCES: "this user may not read it",
  };
  return reasons[code] ?? `not readable (${code})`;
}

/**
 * Why a file that is not sent may contain mail: it is an mbox, whose messages would have to be extracted and unquoted.
 */
async function reasonNotMail(path: string): Promise<string | undefined> {
  if ((await reasonNotSent(path)) !== "") return undefined;
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
