import { join } from "node:path";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { machineWith } from "../../../fixtures/host/machine-with";
import { systemError } from "../../../fixtures/system-error";
import { nodeDisk } from "../../../importer/machine/node-disk";
import { DirectoryStore } from "../../../store/directory-store";

test("each import downloads one message for a mailbox on a full disk, and all others", async () => {
  const host = await InProcessHost.create("ann", "bob");
  for (const user of ["ann", "bob"]) for (let number = 0; number < 20; number++) await host.put(`${user}/${number}`);
  const downloads: string[] = [];
  const store = new DirectoryStore(join(host.storeDirectory, "mail"));
  const get = store.get.bind(store);
  store.get = (key) => (downloads.push(key), get(key));
  const machine = machineWith(
    {},
    {
      create: (path) =>
        path.startsWith(host.maildir("ann")) ? Promise.reject(systemError("ENOSPC", "write")) : nodeDisk.create(path),
    },
  );
  const openStore = () => Promise.resolve(store);
  expect(await host.import({ openStore, machine })).toMatchObject({ outcome: "try-later", delivered: 20, waiting: 20 });
  expect(downloads.filter((key) => key.startsWith("ann/"))).toHaveLength(1);
  expect(await host.import({ openStore })).toMatchObject({ outcome: "done", delivered: 20 });
  host.remove();
});
