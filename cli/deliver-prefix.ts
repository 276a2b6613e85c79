import { InvalidArgumentError, Option } from "commander";
import type { Settings } from "../settings/model";
import { mailboxesOf } from "../settings/names/hosts";
import { mailboxOfPrefix } from "../settings/names/key-prefixes";

/** A key prefix, and the user to whose mailbox its mail is delivered. */
interface DeliveredPrefix {
  readonly prefix: string;
  readonly user: string;
}

/** `--deliver-prefix prefix=user`, as often as needed; read it as `options.deliverPrefix`. */
export function deliverPrefixOption(): Option {
  const flags = "--deliver-prefix <prefix=user>";
  return new Option(
    flags,
    "deliver the mail under this key prefix, which no mailbox has, to this user (can be repeated)",
  ).argParser<readonly DeliveredPrefix[] | undefined>((value, before = []) => [...before, parse(value)]);
}

function parse(value: string): DeliveredPrefix {
  const equals = value.lastIndexOf("=");
  if (equals === -1) throw new InvalidArgumentError(`expected prefix=user, found ${JSON.stringify(value)}`);
  return { prefix: value.slice(0, equals).replace(/\/$/, ""), user: value.slice(equals + 1) };
}

/** Returns the settings with these prefixes added to their mailboxes. Throws a `RangeError` for an unknown user or another mailbox's prefix. */
export function deliverPrefixes(settings: Settings, delivered: readonly DeliveredPrefix[] = []): Settings {
  const { mailboxes } = settings;
  for (const { prefix, user } of delivered) {
    const users = mailboxesOf(settings).map((mailbox) => mailbox.user);
    if (!users.includes(user))
      throw new RangeError(
        `expected a user of ${settings.host ?? "the settings"} (${users.join(", ")}), found ${user}`,
      );
    const owner = mailboxOfPrefix(mailboxes, prefix);
    if (owner && owner.user !== user) {
      throw new RangeError(`expected a prefix that no mailbox has, found ${prefix}, which is ${owner.user}'s`);
    }
  }
  const [first, ...rest] = mailboxes.map((mailbox) => {
    const added = delivered.filter(({ user }) => user === mailbox.user).map(({ prefix }) => prefix);
    const former = new Set([...mailbox.formerPrefixes, ...added]);
    former.delete(mailbox.prefix);
    return { ...mailbox, formerPrefixes: [...former] };
  });
  return { ...settings, mailboxes: [first!, ...rest] };
}
