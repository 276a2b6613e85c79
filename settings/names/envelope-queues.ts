import type { Settings } from "../model";
import { queueNameOfHost } from "./derived-names";
import { hostsOf } from "./hosts";

/** The queue of envelopes in each region, and the topic of the same name that publishes to it. */
export interface EnvelopeQueueNames {
  readonly name: string;
  /**
   * The host whose importer reads the queue; SES publishes a record to the topic for each message that it stores for
   * that host's mailboxes. `undefined`: there is only one host.
   */
  readonly host: string | undefined;
  /** The topics that publish to the queue. */
  readonly topics: readonly [string, ...string[]];
}

type QueueSettings = Pick<Settings, "envelopeQueue" | "mailboxes">;

/**
 * The queues, one for each of several hosts, because a queue gives each record to one reader, which removes it. A host
 * with a catch-all gets the records of all hosts, because they show which of the catch-all's messages other mailboxes
 * have.
 */
export function envelopeQueues({ envelopeQueue, mailboxes }: QueueSettings): readonly EnvelopeQueueNames[] {
  if (envelopeQueue === undefined) return [];
  const hosts = hostsOf(mailboxes);
  if (hosts.length < 2) return [{ name: envelopeQueue, host: undefined, topics: [envelopeQueue] }];
  return hosts.map((host) => {
    const name = queueNameOfHost(envelopeQueue, host);
    const hasCatchAll = mailboxes.some((mailbox) => mailbox.host === host && mailbox.catchAllDomains.length > 0);
    const others = hasCatchAll ? hosts.filter((other) => other !== host) : [];
    return { name, host, topics: [name, ...others.map((other) => queueNameOfHost(envelopeQueue, other))] };
  });
}

/** The queue that the importer of this host reads. */
export function queueHere(settings: QueueSettings & Pick<Settings, "host">): EnvelopeQueueNames | undefined {
  return envelopeQueues(settings).find(({ host }) => host === undefined || host === settings.host);
}
