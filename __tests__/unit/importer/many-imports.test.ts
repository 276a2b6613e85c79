import { readdirSync } from "node:fs";
import { InProcessHost } from "../../../fixtures/host/in-process-host";

let host: InProcessHost;
beforeEach(async () => (host = await InProcessHost.create("ann", "bob")));
afterEach(() => host.remove());

const IMPORTS = 17;
/** Each import with mail adds a list of what it delivered; an import has all lists open at once. Only an import for all mailboxes sees a whole bucket. */
const lists = () => readdirSync(host.state).filter((name) => name.startsWith("delivered."));

test("many imports for one mailbox leave few lists of delivered messages", async () => {
  for (let number = 0; number < IMPORTS; number++) {
    await host.put(`ann/${number}`);
    expect((await host.import({ mailbox: "ann" })).outcome).toBe("done");
  }
  expect(lists().length).toBeLessThan(IMPORTS - 10);
  // No delivery is forgotten: SES may store a message again.
  for (let number = 0; number < IMPORTS; number++) await host.put(`ann/${number}`);
  expect(await host.import()).toMatchObject({ delivered: 0, deleted: IMPORTS, outcome: "done" });
});
