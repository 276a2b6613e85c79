import type { Construct } from "constructs";
import type { Settings } from "../settings/model";
import { envelopeQueues } from "../settings/names/envelope-queues";
import { EnvelopeQueue } from "./envelope-queue";

/** The envelope queues of a region, keyed by the host that reads the queue; `undefined`: the queue of all mailboxes. */
export function addEnvelopeQueues(
  scope: Construct,
  { settings, region, account }: { readonly settings: Settings; readonly region: string; readonly account: string },
): ReadonlyMap<string | undefined, EnvelopeQueue> {
  const names = envelopeQueues(settings);
  const byName = new Map(
    names.map(({ name, host }) => {
      const id = host === undefined ? "envelope-queue" : `envelope-queue-${host}`;
      return [name, new EnvelopeQueue(scope, id, { name, region, account, ruleSet: settings.ruleSet })];
    }),
  );
  for (const { name, topics } of names) {
    byName.get(name)!.addQueue(topics.flatMap((topic) => (topic === name ? [] : byName.get(topic)!)));
  }
  return new Map(names.map(({ name, host }) => [host, byName.get(name)!]));
}
