import type { Settings } from "../../../../settings/model";
import { envelopeQueues, queueHere } from "../../../../settings/names/envelope-queues";
import { settingsOfHost } from "../../../../settings/names/hosts";
import { drillSettings } from "../../drill/settings-of";

const onHosts = (alice: string, bob: string): Settings =>
  drillSettings({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"], host: alice },
      { user: "bob", addresses: ["bob"], host: bob },
    ],
    unknownRecipients: { catchAll: "bob" },
    envelopeQueue: { name: "mail" },
  });

test("one host, named or not, reads one queue with the name in the settings", () => {
  const one = [{ name: "mail", host: undefined, topics: ["mail"] }];
  expect(envelopeQueues(onHosts("one", "one"))).toEqual(one);
  expect(envelopeQueues(drillSettings({ envelopeQueue: { name: "mail" } }))).toEqual(one);
  expect(envelopeQueues(drillSettings())).toEqual([]);
});

test("each host reads its own queue; a host with a catch-all gets all records", () => {
  const settings = onHosts("a.example.org", "a-example.org");
  const [ofAlice, ofBob] = ["mail-a_example_org", "mail-a-example_org"] as const;
  expect(envelopeQueues(settings)).toEqual([
    { name: ofAlice, host: "a.example.org", topics: [ofAlice] },
    { name: ofBob, host: "a-example.org", topics: [ofBob, ofAlice] },
  ]);
  expect(queueHere(settingsOfHost(settings, "a-example", "test"))?.name).toBe(ofBob);
});

test("queue names have at most the length that SQS allows, and are unique", () => {
  const host = (end: string) => `${"long".repeat(15)}.${end}.example.org`;
  const names = envelopeQueues(onHosts(host("one"), host("two"))).map(({ name }) => name);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^mail-long[a-z_]*-[0-9a-f]{8}$/);
  expect(Math.max(...names.map(({ length }) => length))).toBe(80);
});
