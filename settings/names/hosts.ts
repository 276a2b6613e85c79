import type { Mailbox, Settings } from "../model";
import type { ValueRule } from "../problem";

type Hosted = Pick<Settings, "mailboxes" | "host">;

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const MAX_HOST_CHARACTERS = 253;
/** A name as hostname(1) prints it: the full name of a mail server, or its first label only. */
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

export const hostRule: ValueRule = (name) => {
  const host = normalHost(name);
  if (HOST.test(host) && host.length <= MAX_HOST_CHARACTERS) return undefined;
  return { expected: "the name of a mail server, as hostname -f prints it, such as mail1.example.org" };
};

/** The form in which names of hosts are compared. */
export function normalHost(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}

/** Whether two names may mean the same machine: they are equal, or one name is the first label of the other. */
export function mayBeSameHost(first: string, second: string): boolean {
  const isShort = !first.includes(".") || !second.includes(".");
  return first === second || (isShort && firstLabel(first) === firstLabel(second));
}

function firstLabel(host: string): string {
  return host.split(".")[0]!;
}

/** The hosts of the mailboxes, in the order of the file; empty: one host has all mailboxes, and its name does not matter. */
export function hostsOf(mailboxes: readonly Mailbox[]): readonly string[] {
  return [...new Set(mailboxes.flatMap(({ host }) => host ?? []))];
}

/** The mailboxes of the host for which the settings are read. */
export function mailboxesOf({ mailboxes, host }: Hosted): readonly Mailbox[] {
  return mailboxes.filter((mailbox) => isOfHost(mailbox, host));
}

/** Whether the mailbox belongs to the host; `host` is `undefined` if one host has all mailboxes. */
export function isOfHost(mailbox: Mailbox, host: string | undefined): boolean {
  return host === undefined || mailbox.host === host;
}

/** The hosts that have an access key of their own; `[undefined]`: all hosts share one key. */
export function keyHolders({
  mailboxes,
  importer,
}: Pick<Settings, "mailboxes" | "importer">): readonly (string | undefined)[] {
  return importer.keyPerHost ? hostsOf(mailboxes) : [undefined];
}

/** No mailbox of the settings has this host. */
export class HostError extends Error {
  override readonly name = "HostError";
}

/** The settings with `host` set to the host of this name (the full name, or its first label). Throws `HostError` where no single host has the name. */
export function settingsOfHost<S extends Hosted>(settings: S, name: string, source: string): S {
  const hosts = hostsOf(settings.mailboxes);
  if (hosts.length === 0) return settings;
  const normalName = normalHost(name);
  const exact = hosts.filter((host) => host === normalName);
  const [host, ...more] = exact.length > 0 ? exact : hosts.filter((each) => mayBeSameHost(each, normalName));
  if (host !== undefined && more.length === 0) return { ...settings, host };
  const found = host === undefined ? name : `${name}, which may be ${[host, ...more].join(" or ")}`;
  throw new HostError(
    `expected a host of the settings (${hosts.join(", ")}), found ${found} (${source}); name the host with --host`,
  );
}
