import { rmSync } from "node:fs";
import { join } from "node:path";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { StoreError } from "../../../../store/store-error";

let host: InProcessHost;
beforeEach(async () => (host = await InProcessHost.create("ann")));
afterEach(() => host.remove());

test("a refused object in one run does not hide a removed object in the next", async () => {
  await host.put("ann/1");
  let isRemovedFirst = false;
  const store = await host
    .storeWith({
      get: (key) => {
        if (isRemovedFirst) rmSync(join(host.storeDirectory, "mail", key));
        return Promise.reject(new StoreError("denied", "AccessDenied"));
      },
    })
    .openStore({ name: "eu-west-1", bucket: "mail" });
  const openStore = () => Promise.resolve(store);
  expect(await host.import({ openStore })).toMatchObject({ heldCount: 1, outcome: "some-held" });
  isRemovedFirst = true;
  expect(await host.import({ openStore })).toMatchObject({ heldCount: 0, outcome: "done" });
});
