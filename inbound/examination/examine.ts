import { scan } from "../content-verdicts";
import type { DnsResolver } from "../dns-resolver";
import type { ReceivedMessage } from "../received-message";
import { authenticateSender } from "../sender-authentication";
import type { ContentVerdicts, SenderAuthentication } from "../verdict";

/** All that is found out about a message from its content, which is a stranger's. */
export interface Examination {
  readonly authentication: SenderAuthentication;
  readonly content: ContentVerdicts;
}

export async function examine(message: ReceivedMessage, dns: DnsResolver): Promise<Examination> {
  return { authentication: await authenticateSender(message, dns), content: scan(message.content) };
}
