import { formatStatus } from "../../../../operator/status/format-text";
import { checkStatus } from "../../../../operator/status/check";
import { lookAtStatus } from "../../../../operator/status/status";
import type { Store } from "../../../../store/store";
import { StoreError, type StoreErrorKind } from "../../../../store/store-error";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";

let host: InProcessHost;
beforeEach(async () => {
  host = await InProcessHost.create("ann", "bob", "cem");
  for (const user of ["ann", "bob", "cem"]) await host.put(`${user}/1`);
});
afterEach(() => host.remove());

/** The result of `status --live` with the host's key if the listing of these prefixes fails. */
async function live(kind: StoreErrorKind, failing: readonly string[]) {
  const store = await host.openStore("mail");
  const list: Store["list"] = (prefix, unreadable) => {
    if (failing.includes(prefix)) throw new StoreError(kind, `no: ${kind}`);
    return store.list(prefix, unreadable);
  };
  const [first, ...rest] = host.settings.mailboxes.map((mailbox) => ({ ...mailbox, host: "one" }));
  const importer = { ...host.settings.importer, keyPerHost: true };
  const settings = { ...host.settings, host: "one", mailboxes: [first!, ...rest] as const, importer };
  return lookAtStatus({
    settings,
    live: () => Promise.resolve(Object.assign(Object.create(store) as Store, { list })),
  });
}

describe("status --live, where one prefix of several", () => {
  test("is denied, counts the others and names it", async () => {
    const status = await live("denied", ["bob/"]);
    expect(status.store?.waiting.map(({ mailbox, messages }) => [mailbox, messages])).toEqual([
      ["ann", 1],
      ["cem", 1],
    ]);
    expect(status).toMatchObject({ isLive: true, uncounted: ["mail/bob/"] });
    expect(status.unknown).toContain("cannot list the mail in mail/bob/: no: denied");
    expect(formatStatus(status)).toMatch(/^Waiting +\(counted now, without mail\/bob\/\)$/m);
    const { state, line } = checkStatus(status);
    expect(state).toBe("UNKNOWN");
    expect(line).not.toContain("waiting=");
  });

  test("gets no answer, counts earlier prefixes and names the rest", async () => {
    const status = await live("unavailable", ["bob/"]);
    expect(status.store?.waiting.map(({ mailbox }) => mailbox)).toEqual(["ann"]);
    expect(status.unknown).toContain("cannot list the mail in mail/bob/, mail/cem/: no: unavailable");
  });

  test("and all others are denied, counts nothing", async () => {
    const status = await live("denied", ["ann/", "bob/", "cem/"]);
    expect(status).toMatchObject({ isLive: false, store: undefined, uncounted: [] });
    expect(status.unknown).toContain("cannot list the mail in mail/ann/, mail/bob/, mail/cem/: no: denied");
  });
});
