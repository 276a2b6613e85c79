import { splitAddress } from "../address";

export interface RecipientDelimiter {
  /** `recipient_delimiter`: each of its characters is a separator. */
  readonly characters: string;
  /** `owner_request_special`: with `-` among them, `owner-x` and `x-request` are not split. */
  readonly ownerRequest: boolean;
  readonly doubleBounce: string;
}

/** `user` for `user+label`; `undefined`: the local part has no label (split_addr(3)). */
export function withoutLabel(localPart: string, delimiter: RecipientDelimiter): string | undefined {
  const { characters, ownerRequest, doubleBounce } = delimiter;
  if (["postmaster", "mailer-daemon", doubleBounce].includes(localPart.toLowerCase())) return undefined;
  if (ownerRequest && characters.includes("-") && /^owner-|.-request$/i.test(localPart)) return undefined;
  const at = [...localPart].findIndex((character) => characters.includes(character));
  return at > 0 ? localPart.slice(0, at) : undefined;
}

export interface LookupKey {
  readonly key: string;
  /** Partial keys are not looked up in tables of patterns. */
  readonly partial: boolean;
}

/** The keys under which Postfix looks a recipient up, in its order (mail_addr_find(3)): quoted form first, then bare. */
export function recipientKeys(address: string, isLocal: boolean, delimiter: RecipientDelimiter): LookupKey[] {
  const { localPart, domain = "" } = splitAddress(address);
  const internal = unquoted(localPart);
  const bare = withoutLabel(internal, delimiter);
  const localParts = [internal, ...(bare === undefined ? [] : [bare])];
  const full = localParts.flatMap((part, index) =>
    forms(part).map((form) => ({ key: `${form}@${domain}`, partial: index > 0 })),
  );
  const local = isLocal ? localParts.flatMap((part) => forms(part).map((key) => ({ key, partial: true }))) : [];
  return [...full, ...local, { key: `@${domain}`, partial: true }];
}

/** The characters between the quotes, without the backslashes (RFC 5322 section 3.2.4). */
export function unquoted(localPart: string): string {
  const quoted = /^"(.*)"$/s.exec(localPart)?.[1];
  return quoted === undefined ? localPart : quoted.replace(/\\(.)/gs, "$1");
}

/** Quotes a local part if RFC 5321 section 4.1.2 requires quotes. */
export function quoted(localPart: string): string {
  if (/^[^\s()<>@,;:\\".[\]]+(?:\.[^\s()<>@,;:\\".[\]]+)*$/.test(localPart)) return localPart;
  return `"${localPart.replace(/["\\]/g, "\\$&")}"`;
}

const forms = (localPart: string): string[] => [...new Set([quoted(localPart), localPart])];
