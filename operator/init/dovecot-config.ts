/** The values of a configuration of Dovecot by their paths, such as `mail_driver` or `namespace inbox/location`. */
export type DovecotConfig = ReadonlyMap<string, string>;

/** Parses the output of `doveconf -n`. */
export function parseDovecotConfig(printed: string): DovecotConfig {
  const values = new Map<string, string>();
  const sections: string[] = [];
  for (const line of printed.split("\n").map((text) => text.trim())) {
    const [, name, value = ""] = /^([^\s=#{]+)\s*=\s*(.*)$/.exec(line) ?? [];
    const section = /^([^#=]*\S)\s*\{$/.exec(line)?.[1];
    if (section !== undefined) sections.push(section);
    else if (line === "}") sections.pop();
    else if (name !== undefined) values.set([...sections, name].join("/"), value);
  }
  return values;
}

/** How Dovecot stores the mail of a user. */
export interface DovecotStorage {
  /** `maildir`, `mbox`, `sdbox` or `mdbox`; empty: Dovecot finds out for each mailbox. */
  readonly driver: string;
  /** The layout of the folders; `undefined`: that which is usual for the driver. */
  readonly layout: string | undefined;
  /** Whether the INBOX is at another place than the other folders. */
  readonly isInboxApart: boolean;
}

/**
 * Dovecot 2.3 has all in `mail_location` (driver:path:LAYOUT=…:INBOX=…), and the user database can replace it by the field
 * `mail`; 2.4 has settings for each. The namespace of the INBOX can have its own values of all of these.
 *
 * @param fields of the user, as `doveadm user` prints them
 */
export function storageOf(config: DovecotConfig, fields: ReadonlyMap<string, string>): DovecotStorage {
  const inbox = [...config.keys()].find((key) => /^namespace( [^/]*)?\/inbox$/.test(key) && config.get(key) === "yes");
  const setting = (name: string) =>
    config.get(inbox?.replace(/inbox$/, name) ?? "") ?? fields.get(name) ?? config.get(name);
  const location = [setting("location"), fields.get("mail"), config.get("mail_location")].find((value) => value) ?? "";
  return {
    driver: setting("mail_driver") ?? /^[a-z]+(?=:)/.exec(location)?.[0] ?? "",
    layout: (setting("mailbox_list_layout") ?? /:LAYOUT=([^:]*)/.exec(location)?.[1])?.toLowerCase(),
    isInboxApart: /:INBOX=/.test(location) || (setting("mail_inbox_path") ?? "") !== "",
  };
}
