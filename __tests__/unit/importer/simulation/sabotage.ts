import { dirname } from "node:path";
import type { AppendFile, NewFile } from "../../../../importer/machine/disk";
import type { Sabotage } from "./world";

const nothing = () => Promise.resolve();

/** The importer as it would be if it left a sync of these directories out. */
export function withoutDirectorySync(directory: RegExp): Sabotage {
  return (disk) => ({
    ...disk,
    syncDirectory: (path) => (directory.test(path) ? Promise.resolve() : disk.syncDirectory(path)),
  });
}

/** … of directories that match in which it has changed nothing itself: an earlier run may have, and was killed before its sync. */
export function withoutSyncForOthers(directory: RegExp): Sabotage {
  return (disk) => {
    const changed = new Set<string>();
    const changing =
      <A extends readonly unknown[], T>(operation: (...args: A) => Promise<T>, ...paths: (keyof A)[]) =>
      async (...args: A) => {
        const result = await operation(...args);
        for (const place of paths) changed.add(dirname(String(args[place])));
        return result;
      };
    return {
      ...disk,
      create: changing((path: string) => disk.create(path), 0),
      makeDirectory: changing((path: string) => disk.makeDirectory(path), 0),
      rename: changing((from: string, to: string) => disk.rename(from, to), 0, 1),
      syncDirectory: (path) =>
        directory.test(path) && !changed.has(path) ? Promise.resolve() : disk.syncDirectory(path),
    };
  };
}

/** … of these files when it makes them. */
export function withoutFileSync(file: RegExp): Sabotage {
  return (disk) => ({
    ...disk,
    create: async (path) => withFile(await disk.create(path), file.test(path) ? { sync: nothing } : {}),
  });
}

/** … of the journal. */
export const withoutJournalSync: Sabotage = (disk) => ({
  ...disk,
  append: async (path) => ({ ...(await disk.append(path)), syncData: nothing }),
});

/** … or did not give its files to the mailbox's owner. */
export const withoutOwner: Sabotage = (disk) => ({
  ...disk,
  create: async (path) => withFile(await disk.create(path), { setOwner: nothing }),
});

/** The importer as it would be if it wrote its intents only after it has renamed the messages. */
export const intentAfterRename: Sabotage = (disk) => {
  let late: (() => Promise<void>) | undefined;
  return {
    ...disk,
    append: async (path) => {
      const journal = await disk.append(path);
      let holding = false;
      const postponed: AppendFile = {
        ...journal,
        write: async (bytes) => {
          holding = Buffer.from(bytes).includes('"intent"');
          if (!holding) return journal.write(bytes);
          late = async () => {
            await journal.write(bytes);
            await journal.syncData();
          };
        },
        syncData: () => (holding ? Promise.resolve() : journal.syncData()),
      };
      return postponed;
    },
    syncDirectory: async (path) => {
      await disk.syncDirectory(path);
      if (!path.endsWith("/new") || !late) return;
      await late();
      late = undefined;
    },
  };
};

/** … or if it wrote that messages are done before it has synced `new/`. */
export const doneBeforeSync: Sabotage = (disk) => {
  let late: (() => Promise<void>) | undefined;
  return {
    ...disk,
    syncDirectory: (path) => {
      if (!path.endsWith("/new")) return disk.syncDirectory(path);
      late = () => disk.syncDirectory(path);
      return Promise.resolve();
    },
    append: async (path) => {
      const journal = await disk.append(path);
      return {
        ...journal,
        syncData: async () => {
          await journal.syncData();
          await late?.();
          late = undefined;
        },
      };
    },
  };
};

function withFile(file: NewFile, changes: Partial<NewFile>): NewFile {
  return { ...file, ...changes };
}
