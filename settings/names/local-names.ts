import { posix } from "node:path";
import type { Owner } from "../model";
import type { ValueRule } from "../problem";

const ACCOUNT = /^(?:\d{1,10}|[A-Za-z_][A-Za-z0-9_.-]*\$?)$/;
/** 2^32 - 1 means "none", as uid and as gid. */
export const MAX_UID = 2 ** 32 - 2;

export const absolutePathRule: ValueRule = (path) =>
  posix.isAbsolute(path) && !/[\p{Cc}]/u.test(path) && posix.normalize(path) !== "/"
    ? undefined
    : { expected: "an absolute path such as /home/alice/Maildir (~ is not expanded)" };

/** A rule for templates that allows only the known placeholders in braces. */
export function templateRule(...known: readonly string[]): ValueRule {
  const list = known.map((name) => `{${name}}`).join(known.length > 2 ? ", " : " and ");
  return (text) => {
    const unknown = text.match(/\{[^{}]*\}?|\}/g)?.find((found) => !known.includes(found.slice(1, -1)));
    return unknown ? { expected: `no placeholder but ${list}`, found: unknown } : undefined;
  };
}

export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

export function parseOwner(text: string | number): Owner {
  const [user = "", group] = String(text)
    .split(":")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { user, group };
}

export const ownerRule: ValueRule<string | number> = (text) => {
  const parts = String(text).split(":");
  const sound = parts.length <= 2 && parts.every((part) => ACCOUNT.test(part) && !(Number(part) > MAX_UID));
  return sound ? undefined : { expected: "user, user:group, uid or uid:gid" };
};
