import type { SMTPServerResolver } from "smtp-server";
import type { Store } from "../store/store";
import { ActionQueue, type Counters } from "./action-queue";
import type { AppliedRules, RulesSource } from "./applied-rules";
import { BucketWriter } from "./bucket-writer";
import type { KeyPair } from "./certificate";
import { systemClock, type Clock } from "./clock";
import { systemResolver, type DnsResolver } from "./dns-resolver";
import type { EventLog, ObjectPlace } from "./endpoint-event";
import type { OnStored } from "./message-actions";
import { Examiner } from "./examination/examiner";
import { SmtpSessionHandler } from "./smtp-session-handler";
import type { LocalPartCase } from "./address";
import { SetupObjects } from "./setup-objects";
import { SmtpListener } from "./smtp-listener";
import { AcceptedMail } from "./spool";
import { undocumented } from "./undocumented";

export interface EndpointOptions {
  readonly rules: RulesSource;
  /** Opens the store that holds the objects of a bucket; called once for each bucket. */
  readonly stores: (bucket: string) => Store | Promise<Store>;
  /** Port 0: any free port. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Default: the machine's DNS. */
  readonly resolver?: DnsResolver;
  /**
   * Several endpoints of one process can share an examiner, which starts threads; no endpoint closes a shared examiner.
   * Default: an examiner of its own, with `resolver`.
   */
  readonly examiner?: Examiner;
  /** Default: real time. */
  readonly clock?: Clock;
  readonly log?: EventLog;
  /** Called when an S3 action has stored a message; publishes SES's notification. Default: nothing. */
  readonly onStored?: OnStored;
  /** The certificate for STARTTLS. Default: a self-signed certificate. */
  readonly certificate?: KeyPair;
  /** Default: the choice in undocumented.ts. */
  readonly localPartCase?: LocalPartCase;
  /** Bytes of accepted messages that may wait on disk. Default: the choice in undocumented.ts. */
  readonly maxUnstoredBytes?: number;
}

/** A running standby endpoint. */
export interface Endpoint {
  readonly port: number;
  readonly counters: Counters;
  /** Resolves when each accepted message is stored, or has failed and waits for its next attempt. */
  idle(): Promise<void>;
  /**
   * Stops listening, and makes a last attempt for each message that is not stored, within 30 seconds for all messages;
   * returns the objects that were not stored.
   */
  close(): Promise<readonly ObjectPlace[]>;
}

/**
 * Starts an SMTP server that does what SES does, from the connection on port 25 to the object in S3. Throws
 * `RulesError` if the rules cannot be read, and the system's error if the server cannot listen on the port.
 */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const {
    clock = systemClock,
    resolver = systemResolver(),
    log = () => undefined,
    onStored = () => undefined,
  } = options;
  const writer = new BucketWriter(options.rules, options.stores);
  const queue = new ActionQueue(writer, clock, log, onStored);
  const setup = new SetupObjects(writer, clock, log, onStored);
  const first = await options.rules.read();
  const readRules = async (): Promise<AppliedRules> => {
    const rules = await options.rules.read();
    queue.track(setup.notice(rules));
    return rules;
  };
  const spool = new AcceptedMail(options.maxUnstoredBytes ?? undocumented.unstored.value.limit);
  const examiner = options.examiner ?? new Examiner(resolver);
  const { localPartCase } = options;
  const sessions = new SmtpSessionHandler(readRules, queue, { clock, examiner, spool, log, localPartCase });
  const handlers = { ...sessions.handlers(), resolver: reverseLookup(resolver) };
  const listener = new SmtpListener(first.region, handlers, options.certificate);
  const port = await listener.start(options.listen.host, options.listen.port);
  listener.on("error", (error: Error) => log({ kind: "trouble", what: `connection failed: ${error.message}` }));
  await setup.notice(first);

  return {
    port,
    counters: queue.counters,
    idle: () => queue.idle(),
    close: async () => {
      // The queue refuses messages from here on, so that the senders keep them.
      const [lost] = await Promise.all([queue.stop(), listener.stop()]);
      await Promise.all([writer.close(), spool.close()]);
      if (examiner !== options.examiner) await examiner.close();
      return lost;
    },
  };
}

function reverseLookup(resolver: DnsResolver): SMTPServerResolver {
  return {
    reverse: (ip, found) =>
      void resolver.reverse(ip).then(
        (names) => found(null, names),
        (error: Error) => found(error),
      ),
  };
}
