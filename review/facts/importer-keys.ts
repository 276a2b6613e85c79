import { grantsOf, type Grant } from "./grants";
import { importerNames } from "./mail-places";
import { resourcesOf } from "../model/select";
import { text, type JsonObject } from "../model/json";
import type { Comparison, Stack } from "../model/stack";

/** The permissions of each importer's user; a user has several policies if one policy would be too long. */
export type GrantsByUser = ReadonlyMap<string, readonly Grant[]>;

export interface ImporterKeys {
  readonly before: GrantsByUser;
  readonly after: GrantsByUser;
}

export function importerKeys(comparisons: readonly Comparison[]): ImporterKeys {
  const names = importerNames(comparisons);
  const side = (which: (comparison: Comparison) => Stack | undefined): GrantsByUser => {
    const policies = comparisons.flatMap((comparison) => resourcesOf(which(comparison), "aws_iam_policy"));
    const grants = new Map<string, Grant[]>();
    for (const { values } of policies) {
      if (!names.has(text(values, "name") ?? "")) continue;
      const user = userOfPolicy(values);
      const allowed = grantsOf(values.policy).filter(({ effect }) => effect === "Allow");
      grants.set(user, [...(grants.get(user) ?? []), ...allowed]);
    }
    return grants;
  };
  return { before: side(({ before }) => before), after: side(({ after }) => after) };
}

/** The user's first policy has the user's name, a further one `+2` and so on at its end. */
export function userOfPolicy(policy: JsonObject | undefined): string {
  return (text(policy, "name") ?? "").replace(/\+\d+$/, "");
}
