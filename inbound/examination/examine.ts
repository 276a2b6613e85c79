import { scan } from "../content-verdicts";
import type { DnsResolver } from "../dns-resolver";
import type { ReceivedMessage } from "../received-message";
import { authenticateSender } from "../sender-authentication";
import type { ContentVerdicts, SenderAuthentication } from "../verdict";

/** The results of all checks of a message's content, which the sender controls. */
export interface Examination {
  readonly authentication: SenderAuthentication;
  readonly content: ContentVerdicts;
}

export async function examine(message: ReceivedMessage, dns: DnsResolver): Promise<Examination> {
  return { authentication: await authenticateSender(message, dns), content: scan(message.content) };
}
