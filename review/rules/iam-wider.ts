import { attached, isImportersOwn, type Attachment } from "../facts/attachments";
import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";
import { DOCUMENT_PATHS, grantCovers, grantsOf, describeGrants, uncovered, type Grant } from "../facts/grants";
import { type ImporterKeys, importerKeys, userOfPolicy } from "../facts/importer-keys";
import { valuesAt, text, type JsonObject } from "../model/json";
import { importerNames, importerNeeds, importerTakesRecords } from "../facts/mail-places";
import type { Change } from "../model/stack";

export const iamWider: DangerRule = {
  id: "iam-wider",
  mail: "nothing by itself; but the principal with these permissions gets more access than before to the waiting mail or to the account",
  since: "the apply",
  *find(comparison, allStacks) {
    const types = new Set(comparison.changes.map(({ type }) => type).filter((type) => type.startsWith("aws_iam_")));
    const names = importerNames(allStacks);
    const isOwn = isImportersOwn(comparison, names);
    const [forNew, forOld] = [importerNeeds(allStacks, true), importerNeeds(allStacks, false)];
    const takes = importerTakesRecords(allStacks);
    const keys = importerKeys(allStacks);
    for (const change of changesOf(comparison, ...types)) {
      const { address, before, after } = change;
      if (after === undefined) continue;
      const fetches = before === undefined ? forNew : forOld;
      const isNeeded = (grant: Grant) => names.has(importerOf(change) ?? "") && (fetches(grant) || takes(grant));
      // Permissions of another principal before the change do not count.
      const had = HOLDER_KEYS.every((key) => text(before, key) === text(after, key)) ? grants(before, "Allow") : [];
      const isOthers = ofAnotherHost(change, keys);
      const wider = uncovered(grants(after, "Allow"), had).filter((grant) => !isNeeded(grant) || isOthers(grant));
      for (const grant of describeGrants(wider)) yield { address, what: `now allowed: ${grant}` };
      const lifted = uncovered(grants(before, "Deny"), grants(after, "Deny"));
      for (const grant of describeGrants(lifted)) yield { address, what: `no longer denied: ${grant}` };
      const foreign = attached(change).filter((attachment) => !isOwn(attachment));
      for (const attachment of foreign) yield { address, what: describeAttachment(attachment) };
      const boundary = text(before, "permissions_boundary");
      if (boundary !== undefined && boundary !== text(after, "permissions_boundary"))
        yield { address, what: `no longer bounded by ${boundary}` };
    }
  },
};

const HOLDER_KEYS = ["user", "role", "group"];

/**
 * Whether the key of a host gets permissions that only another host's key had until now: that host keeps its key, and
 * loses or shares this mail.
 */
function ofAnotherHost({ type, after }: Change, { before, after: later }: ImporterKeys): (grant: Grant) => boolean {
  const user = type === "aws_iam_policy" ? userOfPolicy(after) : "";
  const own = before.get(user);
  const others = [...before].flatMap(([name, grants]) => (name !== user && later.has(name) ? grants : []));
  return (grant) =>
    user !== "" && uncovered([grant], own ?? []).length > 0 && others.some((other) => grantCovers(grant, other));
}

/** The name to compare with the importer's names: the policy's name for a managed policy, the user's name for an inline policy. */
function importerOf({ type, after }: Change): string | undefined {
  if (type === "aws_iam_policy") return text(after, "name");
  return type === "aws_iam_user_policy" ? text(after, "user") : undefined;
}

function describeAttachment({ holder, of, source }: Attachment): string {
  return of === "group" ? `${holder} is now in group ${source}` : `now attached to ${holder}: ${source}`;
}

function grants(values: JsonObject | undefined, effect: Grant["effect"]): Grant[] {
  const found = DOCUMENT_PATHS.flatMap((path) => valuesAt(values, path)).flatMap(grantsOf);
  return found.filter((grant) => grant.effect === effect);
}
