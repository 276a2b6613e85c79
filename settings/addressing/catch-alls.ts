import type { PartialSettings } from "../partial-schema";
import { declaredDomain } from "../names/domain-names";
import { normalUser } from "../names/users";
import type { SettingsPath } from "../path";

/** A user whose mailbox gets mail to all other addresses of a domain, with the place in the settings. */
export interface CatchAll {
  readonly domain: string;
  readonly user: string;
  readonly path: SettingsPath;
}

type Named = Omit<CatchAll, "domain">;

/** A domain's own `catchAll` counts, else that of the domain whose alias it is, else the one for all domains. */
export function catchAlls({ domains, unknownRecipients }: PartialSettings): CatchAll[] {
  const everywhere =
    typeof unknownRecipients === "object" ? named(unknownRecipients.catchAll, ["unknownRecipients", "catchAll"]) : [];
  const own = new Map(
    (domains ?? []).flatMap((domain, index): [string, Named[]][] =>
      domain?.name && domain.catchAll !== undefined
        ? [[declaredDomain(domain.name), named(domain.catchAll, ["domains", index, "catchAll"])]]
        : [],
    ),
  );
  return (domains ?? []).flatMap((entry) => {
    if (!entry?.name) return [];
    const domain = declaredDomain(entry.name);
    const users = own.get(domain) ?? own.get(declaredDomain(entry.aliasOf ?? "")) ?? everywhere;
    return users.map((user) => ({ domain, ...user }));
  });
}

function named(written: string | readonly (string | undefined)[], path: SettingsPath): Named[] {
  if (typeof written === "string") return [{ user: normalUser(written), path }];
  return written.flatMap((user, index) =>
    user === undefined ? [] : [{ user: normalUser(user), path: [...path, index] }],
  );
}
