import type { AppliedRules } from "./applied-rules";
import type { BucketWriter } from "./bucket-writer";
import { NOT_SCANNED } from "./content-verdicts";
import type { ObjectPlace } from "./endpoint-event";
import type { Examination } from "./examination/examine";
import type { Examiner } from "./examination/examiner";
import { headerBlock } from "./header-block";
import { objectKey } from "./object-key";
import type { ReceivedMessage } from "./received-message";
import type { PlannedWrite } from "./rule-evaluation";
import type { SpooledContent } from "./spool";
import type { ContentVerdicts, SenderAuthentication } from "./verdict";
import { messageOf } from "../lib/errors";

/** A message that an S3 action has stored, with the content of SES's notification of that action. */
export interface StoredMessage {
  readonly message: ReceivedMessage;
  readonly write: PlannedWrite;
  readonly place: ObjectPlace;
  readonly authentication: SenderAuthentication;
  readonly content: ContentVerdicts;
  /** The stored bytes: the headers of SES, then the message. */
  readonly object: Buffer;
}

/** The step of an S3 action after the object is written. If this step throws, it is tried again. */
export type OnStored = (stored: StoredMessage) => void | Promise<void>;

/** A failed attempt of an S3 action. */
export interface FailedAction {
  readonly place: ObjectPlace;
  readonly reason: string;
}

/** A pending S3 action of a message. */
interface PendingAction {
  readonly write: PlannedWrite;
  /**
   * The headers of SES and of AddHeader actions. All attempts write the same bytes, because S3 may have stored the
   * object of a failed attempt, and an importer treats an object with another ETag as another message.
   */
  headers?: Buffer;
  isWritten?: boolean;
}

/** An accepted message with its pending actions, which the rules at its arrival determined. */
export class MessageActions {
  private examination: Examination | undefined;
  private pending: readonly PendingAction[];

  constructor(
    readonly envelope: Omit<ReceivedMessage, "content">,
    private readonly spooled: SpooledContent,
    private readonly rules: AppliedRules,
    writes: readonly PlannedWrite[],
    private readonly examiner: Examiner,
  ) {
    this.pending = writes.map((write) => ({ write }));
  }

  /** Removes the content from the spool. */
  end(): Promise<void> {
    return this.spooled.remove();
  }

  /** The pending actions, as failed for this reason. */
  failures(reason: string): readonly FailedAction[] {
    return this.pending.map(({ write }) => ({ place: this.placeOf(write), reason }));
  }

  /** Makes one attempt for each pending action; returns the actions that failed. Never throws. */
  async attempt(writer: BucketWriter, onStored: OnStored): Promise<readonly FailedAction[]> {
    const failures = new Map<PendingAction, FailedAction>();
    const fail = (pending: PendingAction, error: unknown) =>
      failures.set(pending, { place: this.placeOf(pending.write), reason: messageOf(error) });
    try {
      const message = { ...this.envelope, content: await this.spooled.read() };
      this.examination ??= await this.examiner.examine(message);
      for (const pending of this.pending) {
        await this.carryOut(pending, message, this.examination, writer, onStored).catch((error: unknown) =>
          fail(pending, error),
        );
      }
    } catch (error) {
      for (const pending of this.pending) fail(pending, error);
    }
    this.pending = this.pending.filter((pending) => failures.has(pending));
    return [...failures.values()];
  }

  /** Writes the object and publishes the notification, except for a step that an earlier attempt completed. */
  private async carryOut(
    pending: PendingAction,
    message: ReceivedMessage,
    { authentication, content: scanned }: Examination,
    writer: BucketWriter,
    onStored: OnStored,
  ): Promise<void> {
    const { write } = pending;
    const place = this.placeOf(write);
    const content = write.rule.scanEnabled ? scanned : NOT_SCANNED;
    pending.headers ??= this.headers(write, authentication, content);
    const object = Buffer.concat([pending.headers, message.content]);
    if (!pending.isWritten) await writer.write({ ...this.ruleSet, ...place }, object);
    pending.isWritten = true;
    await onStored({ message, write, place, authentication, content, object });
  }

  private headers(write: PlannedWrite, authentication: SenderAuthentication, content: ContentVerdicts): Buffer {
    const [recipient = ""] = write.recipients;
    const { region } = this.rules;
    const block = headerBlock({ message: this.envelope, region, recipient, authentication, content });
    const added = write.addedHeaders.map(({ headerName, headerValue }) => `${headerName}: ${headerValue}\r\n`);
    return Buffer.from(block + added.join(""));
  }

  private placeOf({ rule, action }: PlannedWrite): ObjectPlace {
    return { rule: rule.name, bucket: action.bucketName, key: objectKey(action.objectKeyPrefix, this.envelope.id) };
  }

  private get ruleSet() {
    const { account, region, activeRuleSet } = this.rules;
    return { account, region, ruleSet: activeRuleSet?.name ?? "" };
  }
}
