import { mxNameOf } from "../../../../settings/names/subdomains";
import type { DoctorContext } from "../../context";
import { type Check, DNS_DEADLINE_MS } from "../../model";

type DomainCheck = Pick<Check, "id" | "title"> & Partial<Pick<Check, "needs" | "deadlineMs">> & { look: Check["look"] };

/** A check of the DNS of each domain of the settings. */
export function domainCheck({ needs = [], deadlineMs = DNS_DEADLINE_MS, ...check }: DomainCheck): Check {
  return { ...check, place: "dns", deadlineMs, needs: ["dns-resolvers", ...needs], subjects: domainsOf };
}

/** A wildcard domain by the name of its record set, such as *.example.org. */
export function domainsOf({ settings }: DoctorContext): readonly string[] {
  return settings.domains.map(({ name }) => mxNameOf(name));
}
