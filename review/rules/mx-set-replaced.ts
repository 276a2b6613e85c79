import type { DangerRule } from "../model/danger";
import { goneOf, resourcesOf } from "../model/select";
import { text } from "../model/json";
import { comparableName } from "../facts/mx-sets";
import type { Change, Resource } from "../model/stack";

/** Dangerous in either order: a create overwrites the record set (UPSERT), so a later delete removes the set just created. */
export const mxSetReplaced: DangerRule = {
  id: "mx-set-replaced",
  mail: "without an MX record set senders try the domain's own address (RFC 5321 section 5.1), and mail bounces if no server answers there; resolvers cache the absence",
  since:
    "during the apply, as long as resolvers cache the absence (the zone's negative TTL); until the next apply if the delete comes last",
  *find(comparison) {
    const recordsAfter = resourcesOf(comparison.after, "aws_route53_record").filter(({ values }) => isMx(values));
    for (const change of goneOf(comparison, "aws_route53_record")) {
      if (!isMx(change.before)) continue;
      const sameDomain = recordsAfter.filter(({ values }) => mxDomain(values) === mxDomain(change.before));
      if (sameDomain.length > 0) {
        yield {
          address: change.address,
          what: `the MX set of ${mxDomain(change.before)} ${describeReplacement(change, sameDomain)}`,
        };
      }
    }
  },
};

function describeReplacement({ action, before, reason }: Change, recordsAfter: readonly Resource[]): string {
  const zones = recordsAfter.map(({ values }) => text(values, "zone_id") ?? "");
  if (!zones.includes(text(before, "zone_id") ?? "")) return `goes to another zone, ${zones.join(", ")}`;
  if (action === "delete") return "is deleted by one resource and created by another, in no order";
  return `is deleted and created anew${reason ? `, because ${reason}` : ""}`;
}

const isMx = (values: Resource["values"] | undefined) => text(values, "type") === "MX";
const mxDomain = (values: Resource["values"] | undefined) => comparableName(text(values, "name") ?? "");
