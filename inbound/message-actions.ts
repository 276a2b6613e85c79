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

/** One message that an S3 action has stored, with the content of SES's notification of that action. */
export interface StoredMessage {
  readonly message: ReceivedMessage;
  readonly write: PlannedWrite;
  readonly place: ObjectPlace;
  readonly authentication: SenderAuthentication;
  readonly content: ContentVerdicts;
  /** As it was written: the headers of SES, then the message. */
  readonly object: Buffer;
}

/** The step of an S3 action after the object is written; if it throws, the action is tried again. */
export type OnStored = (stored: StoredMessage) => void | Promise<void>;

/** An attempt of an S3 action that failed. */
export interface FailedAction {
  readonly place: ObjectPlace;
  readonly reason: string;
}

/** An accepted message with its pending actions, by the rules at the time of its arrival. */
export class MessageActions {
  private examination: Examination | undefined;

  constructor(
    readonly envelope: Omit<ReceivedMessage, "content">,
    private readonly spooled: SpooledContent,
    private readonly rules: AppliedRules,
    private pending: readonly PlannedWrite[],
    private readonly examiner: Examiner,
  ) {}

  /** Removes the content from the spool. */
  end(): Promise<void> {
    return this.spooled.remove();
  }

  /** Makes one attempt for each pending action; returns the actions that failed. */
  async attempt(writer: BucketWriter, onStored: OnStored): Promise<readonly FailedAction[]> {
    const message = { ...this.envelope, content: await this.spooled.read() };
    const { authentication, content: scanned } = (this.examination ??= await this.examiner.examine(message));
    const failures: { write: PlannedWrite; place: ObjectPlace; reason: string }[] = [];
    for (const write of this.pending) {
      const place = this.placeOf(write);
      const content = write.rule.scanEnabled ? scanned : NOT_SCANNED;
      try {
        const object = this.object(message, write, authentication, content);
        await writer.write({ ...this.ruleSet, ...place }, object);
        await onStored({ message, write, place, authentication, content, object });
      } catch (error) {
        failures.push({ write, place, reason: messageOf(error) });
      }
    }
    this.pending = failures.map(({ write }) => write);
    return failures;
  }

  /** The headers of SES, those of AddHeader actions, and the message as received. */
  private object(
    message: ReceivedMessage,
    write: PlannedWrite,
    authentication: SenderAuthentication,
    content: ContentVerdicts,
  ): Buffer {
    const [recipient = ""] = write.recipients;
    const block = headerBlock({ message, region: this.rules.region, recipient, authentication, content });
    const added = write.addedHeaders.map(({ headerName, headerValue }) => `${headerName}: ${headerValue}\r\n`);
    return Buffer.concat([Buffer.from(block + added.join("")), message.content]);
  }

  private placeOf({ rule, action }: PlannedWrite): ObjectPlace {
    return { rule: rule.name, bucket: action.bucketName, key: objectKey(action.objectKeyPrefix, this.envelope.id) };
  }

  private get ruleSet() {
    const { account, region, activeRuleSet } = this.rules;
    return { account, region, ruleSet: activeRuleSet?.name ?? "" };
  }
}
