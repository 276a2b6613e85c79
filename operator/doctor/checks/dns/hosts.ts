import type { DoctorContext } from "../../context";
import { isStandbyHost, mailExchangers, type PublishedMx, mxLookup } from "./mx-set";

/** Every MX host in the answers of all servers, without those of SES. */
export async function ownExchangers(context: DoctorContext, domain: string): Promise<readonly PublishedMx[]> {
  const { answers } = await mxLookup(context, domain);
  const all = answers.flatMap(mailExchangers).filter(({ host }) => !isStandbyHost(host));
  return [...new Map(all.map((exchanger) => [exchanger.host, exchanger])).values()];
}
