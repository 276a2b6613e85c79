import type { PartialSettings } from "../partial-schema";
import { declaredDomain } from "../names/domain-names";
import { normalUser } from "../names/users";
import type { SettingsPath } from "../path";

/** A user whose mailbox gets mail to all other addresses of a domain, with the place of the setting. */
export interface CatchAll {
  readonly domain: string;
  readonly user: string;
  readonly path: SettingsPath;
}

type Named = Omit<CatchAll, "domain">;

/**
 * The catch-alls of all domains. A domain's own `catchAll` comes first, then the `catchAll` of the domain whose alias
 * it is, then `unknownRecipients`.
 */
export function catchAlls({ domains, unknownRecipients }: PartialSettings): CatchAll[] {
  const everywhere =
    typeof unknownRecipients === "object"
      ? namedUsers(unknownRecipients.catchAll, ["unknownRecipients", "catchAll"])
      : [];
  const ownCatchAlls = new Map(
    (domains ?? []).flatMap((domain, index): [string, Named[]][] =>
      domain?.name && domain.catchAll !== undefined
        ? [[declaredDomain(domain.name), namedUsers(domain.catchAll, ["domains", index, "catchAll"])]]
        : [],
    ),
  );
  return (domains ?? []).flatMap((entry) => {
    if (!entry?.name) return [];
    const domain = declaredDomain(entry.name);
    const users = ownCatchAlls.get(domain) ?? ownCatchAlls.get(declaredDomain(entry.aliasOf ?? "")) ?? everywhere;
    return users.map((user) => ({ domain, ...user }));
  });
}

function namedUsers(written: string | readonly (string | undefined)[], path: SettingsPath): Named[] {
  if (typeof written === "string") return [{ user: normalUser(written), path }];
  return written.flatMap((user, index) =>
    user === undefined ? [] : [{ user: normalUser(user), path: [...path, index] }],
  );
}
