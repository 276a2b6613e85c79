import { readdirSync } from "node:fs";
import { InProcessHost } from "../../../fixtures/host/in-process-host";

let host: InProcessHost;
beforeEach(async () => (host = await InProcessHost.create("ann", "bob")));
afterEach(() => host.remove());

const IMPORTS = 17;
/** The lists of delivered messages. Each import with mail adds a list; an import has all lists open at once. */
const lists = () => readdirSync(host.state).filter((name) => name.startsWith("delivered."));

test("many imports for one mailbox leave few lists of delivered messages", async () => {
  for (let number = 0; number < IMPORTS; number++) {
    await host.put(`ann/${number}`);
    expect((await host.import({ mailbox: "ann" })).outcome).toBe("done");
  }
  expect(lists().length).toBeLessThan(IMPORTS - 10);
  // All deliveries stay in the lists: SES may store a message again.
  for (let number = 0; number < IMPORTS; number++) await host.put(`ann/${number}`);
  expect(await host.import()).toMatchObject({ delivered: 0, deleted: IMPORTS, outcome: "done" });
});
