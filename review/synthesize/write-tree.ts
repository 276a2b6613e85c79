import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { GitError } from "../model/errors";
import { git } from "./git";

interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

/**
 * Writes the files of a commit as git stores them, without effects of .gitattributes (filters, line ends) or of the repository's
 * configuration. A submodule becomes an empty folder.
 */
export async function writeTree(repository: string, commit: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = entriesOf(repository, commit);
  for (const { path } of entries) await mkdir(dirname(join(to, path)), { recursive: true });
  const links: [path: string, target: string][] = [];
  for await (const [{ mode, path }, content] of contentsOf(repository, entries)) {
    if (mode === "120000") links.push([path, content.toString()]);
    else await writeFile(join(to, path), content, { flag: "wx", mode: mode === "100755" ? 0o755 : 0o644 });
  }
  // Links are written last, so that no file is written through a link.
  for (const [path, target] of links) await symlink(target, join(to, path));
}

/** @see https://git-scm.com/docs/git-ls-tree#_output_format */
function entriesOf(repository: string, commit: string): TreeEntry[] {
  const lines = git(repository, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0").filter(Boolean);
  return lines.flatMap((line): TreeEntry[] => {
    const [, mode = "", type, object = "", path = ""] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    if (path.split("/").some((part) => part === ".." || part.toLowerCase() === ".git" || part === ""))
      throw new GitError(`commit ${commit} has a file with the path "${path}", which git does not allow`);
    return type === "blob" ? [{ mode, object, path }] : [];
  });
}

/** @see https://git-scm.com/docs/git-cat-file#_batch_output */
async function* contentsOf(
  repository: string,
  entries: readonly TreeEntry[],
): AsyncGenerator<[entry: TreeEntry, content: Buffer]> {
  const child = spawn("git", ["cat-file", "--batch"], { cwd: repository, stdio: "pipe" });
  const ended = once(child, "close");
  const complaint = text(child.stderr);
  child.stdin.on("error", () => undefined);
  child.stdin.end(entries.map(({ object }) => `${object}\n`).join(""));
  const output = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async () => {
    const next = await output.next();
    if (next.done) throw new GitError(`git cat-file ended early: ${(await complaint).trim()}`);
    return next.value;
  };
  try {
    for (const entry of entries) {
      while (!rest.includes("\n")) rest = Buffer.concat([rest, await more()]);
      const header = rest.subarray(0, rest.indexOf("\n")).toString();
      const size = Number(/^\w+ blob (\d+)$/.exec(header)?.[1]);
      if (Number.isNaN(size)) throw new GitError(`${entry.path}: expected a file in the repository, found: ${header}`);
      const chunks = [rest.subarray(header.length + 1)];
      for (let read = chunks[0]?.length ?? 0; read < size + 1;) {
        const chunk = await more();
        chunks.push(chunk);
        read += chunk.length;
      }
      const all = Buffer.concat(chunks);
      yield [entry, all.subarray(0, size)];
      rest = all.subarray(size + 1);
    }
  } finally {
    child.kill();
    await ended;
  }
}
