import { dirname } from "node:path";
import type { AppendFile, Disk, NewFile } from "../../../../importer/machine/disk";
import type { MachineChange } from "./simulated-host";

const nothing = () => Promise.resolve();

/** Applies a change to every disk of the importer; `begin` is called once in each run. */
function onEveryDisk(begin: () => (disk: Disk) => Disk): MachineChange {
  return (machine) => {
    const change = begin();
    const diskOf: typeof machine.diskOf = async (owner, lock) => change(await machine.diskOf(owner, lock));
    return { ...machine, disk: change(machine.disk), diskOf };
  };
}

/** An importer that does not sync these directories. */
export function withoutDirectorySync(directory: RegExp): MachineChange {
  return onEveryDisk(() => (disk) => ({
    ...disk,
    syncDirectory: (path) => (directory.test(path) ? Promise.resolve() : disk.syncDirectory(path)),
  }));
}

/** An importer that syncs only matching directories that it has changed. An earlier run may have changed others, and was killed before its sync. */
export function withoutSyncForOthers(directory: RegExp): MachineChange {
  return onEveryDisk(() => {
    const changed = new Set<string>();
    const changing =
      <A extends readonly unknown[], T>(operation: (...args: A) => Promise<T>, ...paths: (keyof A)[]) =>
      async (...args: A) => {
        const result = await operation(...args);
        for (const place of paths) changed.add(dirname(String(args[place])));
        return result;
      };
    return (disk) => ({
      ...disk,
      create: changing((path: string) => disk.create(path), 0),
      makeDirectory: changing((path: string) => disk.makeDirectory(path), 0),
      rename: changing((from: string, to: string) => disk.rename(from, to), 0, 1),
      syncDirectory: (path) =>
        directory.test(path) && !changed.has(path) ? Promise.resolve() : disk.syncDirectory(path),
    });
  });
}

/** An importer that does not sync these files when it creates them. */
export function withoutFileSync(file: RegExp): MachineChange {
  return onEveryDisk(() => (disk) => ({
    ...disk,
    create: async (path) => withFile(await disk.create(path), file.test(path) ? { sync: nothing } : {}),
  }));
}

/** An importer that does not sync the journal. */
export const withoutJournalSync = onEveryDisk(() => (disk) => ({
  ...disk,
  append: async (path) => ({ ...(await disk.append(path)), syncData: nothing }),
}));

/** An importer that works in a Maildir with its own rights. */
export const withoutOwner: MachineChange = (machine) => ({ ...machine, diskOf: () => Promise.resolve(machine.disk) });

/** An importer that writes INTENT after the rename. */
export const intentAfterRename = onEveryDisk(() => {
  let late: (() => Promise<void>) | undefined;
  return (disk) => ({
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
  });
});

/** An importer that moves the journal's mark before it writes the record. */
export const markBeforeRecord = onEveryDisk(() => (disk) => ({
  ...disk,
  append: async (path) => {
    const journal = await disk.append(path);
    const directory = dirname(path);
    const markedAt = async () => (await disk.entries(directory)).find((name) => name.startsWith("journal.at-"));
    return {
      ...journal,
      write: async (bytes) => {
        const mark = await markedAt();
        const next = `${directory}/journal.at-${Number(mark?.slice(11) ?? 0) + 1}`;
        if (mark === undefined) await (await disk.create(next)).close();
        else await disk.rename(`${directory}/${mark}`, next);
        await journal.write(bytes);
      },
    };
  },
  create: (path) => (path.includes("journal.at-") ? Promise.resolve(noFile) : disk.create(path)),
  rename: (from, to) => (from.includes("journal.at-") ? Promise.resolve() : disk.rename(from, to)),
}));

const noFile: NewFile = { write: nothing, setModified: nothing, sync: nothing, close: nothing };

/** An importer whose stage mark covers records of messages that are only staged. */
export const stageMarkBeforeRecord = onEveryDisk(() => (disk) => {
  const ahead = (path: string) => path.replace(/at-\d+\.staged-(\d+)$/, "at-$1.staged-$1");
  return {
    ...disk,
    create: (path) => disk.create(ahead(path)),
    rename: async (from, to) =>
      ahead(from) === ahead(to) && from !== to ? undefined : disk.rename(ahead(from), ahead(to)),
  };
});

/** An importer that moves the stage mark only at publication, when no sync follows. */
export const stageMarkBehindIntent = onEveryDisk(() => (disk) => {
  const behind = (path: string) => path.replace(/at-(\d+)\.staged-\d+$/, "at-$1.staged-$1");
  return {
    ...disk,
    create: (path) => disk.create(behind(path)),
    rename: async (from, to) =>
      behind(from) === behind(to) && from !== to ? undefined : disk.rename(behind(from), behind(to)),
  };
});

/** An importer that creates the stage directory and its generation in two steps at the final path. */
export const claimInTwoSteps = onEveryDisk(() => (disk) => ({
  ...disk,
  rename: async (from, to) => {
    if (!to.endsWith("/standby-mx.stage")) return disk.rename(from, to);
    if (!(await disk.inspect(to))) await disk.makeDirectory(to);
    for (const name of await disk.entries(from)) await disk.rename(`${from}/${name}`, `${to}/${name}`);
  },
}));

/** An importer that writes DONE before it syncs `new/`. */
export const doneBeforeSync = onEveryDisk(() => {
  let late: (() => Promise<void>) | undefined;
  return (disk) => ({
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
  });
});

function withFile(file: NewFile, changes: Partial<NewFile>): NewFile {
  return { ...file, ...changes };
}
