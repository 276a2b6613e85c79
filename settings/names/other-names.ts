/** Names that other software uses for a key of these settings. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  addresses: ["alias", "aliases", "email", "emails", "mail", "recipient", "recipients"],
  dns: ["zone"],
  host: ["hostname", "name", "server"],
  maildir: ["directory", "home", "path"],
  mailboxes: ["accounts", "users"],
  name: ["domain"],
  owner: ["gid", "uid"],
  preference: ["priority"],
  primary: ["hosts", "mx", "servers"],
  user: ["account", "login", "name", "username"],
};

/** The key of these settings for which other software uses this name. */
export function meantByOtherName(known: readonly string[], written: string): string | undefined {
  return known.find((key) => OTHER_NAMES[key]?.includes(written.toLowerCase()));
}
