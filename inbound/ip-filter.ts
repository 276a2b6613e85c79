import { BlockList, isIP } from "node:net";
import type { IpFilter } from "./applied-rules";

/**
 * Whether the account's IP address filters block a client: it is in a Block filter and in no Allow filter, so that "block
 * everything, allow these" works. SES's own block list is not public.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-ip-filtering-console-walkthrough.html
 */
export function isBlocked(filters: readonly IpFilter[], clientIp: string): boolean {
  return covers(filters, "Block", clientIp) && !covers(filters, "Allow", clientIp);
}

function covers(filters: readonly IpFilter[], policy: IpFilter["policy"], clientIp: string): boolean {
  const list = new BlockList();
  for (const { cidr } of filters.filter((filter) => filter.policy === policy)) {
    const [address = "", bits] = cidr.split("/");
    if (bits === undefined) list.addAddress(address, family(address));
    else list.addSubnet(address, Number(bits), family(address));
  }
  return list.check(clientIp, family(clientIp));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
