import { existsSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../../../lib/errors";
import { readRegularFile } from "../../../lib/regular-file";
import { splitAddress } from "../address";
import type { Gap } from "../reading";
import { isPerson } from "../sources/passwd";
import { parseAliasValue, parseInclude, type AliasTarget } from "./alias-value";
import { find, transportOf } from "./decide";
import { quoted, unquoted, withoutLabel } from "./recipient-keys";
import { classOf, type PostfixServer } from "./server";

/** The mailboxes that get a message to an address, and the targets that are not mailboxes. */
export interface Destinations {
  readonly mailboxes: readonly { readonly mailbox: string; readonly via: readonly string[] }[];
  readonly gaps: readonly Gap[];
}

/** Postfix's own limit (virtual_alias_recursion_limit is higher); a longer chain is a loop. */
const MAX_ALIAS_DEPTH = 100;

/** Follows canonical, virtual and local aliases from an address to the mailboxes. */
export function expand(server: PostfixServer, address: string): Destinations {
  const walk = new Walk(server, address);
  walk.canonical(address, []);
  return { mailboxes: [...walk.mailboxes].map(([mailbox, via]) => ({ mailbox, via })), gaps: walk.gaps };
}

class Walk {
  readonly mailboxes = new Map<string, readonly string[]>();
  readonly gaps: Gap[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly server: PostfixServer,
    private readonly start: string,
  ) {}

  canonical(address: string, via: readonly string[]): void {
    let mapped = address;
    let steps = via;
    for (const parameter of ["recipient_canonical_maps", "canonical_maps"] as const) {
      const found = find(this.server, parameter, mapped);
      if (!found || found === "unknown") continue;
      mapped = this.full(found.value.trim(), mapped);
      steps = [...steps, `${parameter} ${found.table.name}`];
    }
    this.virtual(mapped, steps);
  }

  private virtual(address: string, via: readonly string[]): void {
    if (via.length > MAX_ALIAS_DEPTH) return this.gap("its aliases form a loop", "end the loop in the maps", via);
    const found = find(this.server, "virtual_alias_maps", address);
    if (!found || found === "unknown") return this.deliver(address, via);
    const step = [...via, `virtual_alias_maps ${found.table.name}`];
    for (const target of parseAliasValue(found.value)) {
      if (target.kind !== "address") {
        this.notAMailbox(target, step);
        continue;
      }
      const next = this.full(target.address, address);
      // An address that is mapped to itself is final (virtual(5)).
      if (next.toLowerCase() === address.toLowerCase()) this.deliver(next, step);
      else if (this.once(`virtual ${next}`)) this.virtual(next, step);
    }
  }

  private deliver(address: string, via: readonly string[]): void {
    const { localPart, domain = "" } = splitAddress(address.toLowerCase());
    const transport = transportOf(this.server, address) ?? "";
    if (isOtherServer(transport)) {
      const why = `${address} is passed on to another server (transport_maps ${transport})`;
      return this.gap(why, NAME_A_MAILBOX, via);
    }
    switch (classOf(this.server, domain)) {
      case "local":
        return this.local(unquoted(localPart), via);
      case "virtual mailbox":
        return this.virtualMailbox(address.toLowerCase(), via);
      case "virtual alias":
        return this.gap(`its alias ${address} is in no virtual alias table`, "correct the alias", via);
      case "relay":
        return this.gap(`${address} is passed on to another server (relay_domains)`, NAME_A_MAILBOX, via);
      case "foreign":
        return this.gap(`it is forwarded to ${address}, which is not a mailbox of this server`, NAME_A_MAILBOX, via);
      case undefined:
        return this.gap(`the class of ${domain} is unknown`, "make the tables of domains readable", via);
    }
  }

  private virtualMailbox(address: string, via: readonly string[]): void {
    const match = find(this.server, "virtual_mailbox_maps", address);
    const { localPart, domain = "" } = splitAddress(address);
    if (match === "unknown" || match === undefined) return this.add(this.bare(localPart, domain), via);
    const step = [...via, `virtual_mailbox_maps ${match.table.name}`];
    // virtual(8) delivers to the path in the table, so addresses that share a path share a mailbox; an LMTP server gets the address.
    const isPath = /^virtual(:|$)/.test(this.server.parameters.virtual_transport);
    const owner = isPath ? match.table.firstAddressWith(match.value) : undefined;
    if (owner !== undefined) return this.add(owner, step);
    return this.add(match.key.startsWith("@") ? this.bare(localPart, domain) : this.full(match.key, address), step);
  }

  /** local(8) looks up the name with its label in alias_maps, then the name without its label, then the account. */
  private local(name: string, via: readonly string[]): void {
    const lower = name.toLowerCase();
    const bare = withoutLabel(lower, this.server.delimiter);
    for (const key of bare === undefined ? [lower] : [lower, bare]) {
      for (const table of this.server.maps.alias_maps) {
        const value = table.find(key);
        if (value === undefined) continue;
        if (!this.once(`alias ${key}`)) return;
        return this.targets(parseAliasValue(value), key, [...via, `alias_maps ${table.name}`]);
      }
    }
    this.account(bare ?? lower, via);
  }

  private targets(targets: readonly AliasTarget[], alias: string, via: readonly string[]): void {
    for (const target of targets) {
      if (target.kind === "include") this.include(target.file, alias, via);
      else if (target.kind !== "address") this.notAMailbox(target, via);
      else this.aliasTarget(target.address, alias, via);
    }
  }

  private aliasTarget(written: string, alias: string, via: readonly string[]): void {
    // A backslash stops further aliases (aliases(5), forward files); an alias to itself is the account.
    if (written.startsWith("\\")) return this.account(written.slice(1).toLowerCase(), via);
    const address = this.full(written, this.start);
    const { localPart, domain = "" } = splitAddress(address);
    const isLocal = classOf(this.server, domain) === "local";
    if (isLocal && unquoted(localPart).toLowerCase() === alias) return this.account(alias, via);
    // local(8) sends the targets of an alias through the queue again, so the virtual aliases apply to them.
    if (this.once(`virtual ${address}`)) this.virtual(address, via);
  }

  private include(file: string, alias: string, via: readonly string[]): void {
    if (!this.once(`include ${file}`)) return;
    let text: string;
    try {
      text = readRegularFile(file).toString();
    } catch (error) {
      return this.gap(
        `:include:${file} cannot be read (${codeOf(error) || "not a regular file"})`,
        "run as root, or make the file readable",
        via,
      );
    }
    this.targets(parseInclude(text), alias, [...via, `:include:${file}`]);
  }

  private account(name: string, via: readonly string[]): void {
    const user = this.server.users.find((found) => found.user.toLowerCase() === name);
    const { mailbox_transport, local_transport, luser_relay } = this.server.parameters;
    const isElsewhere = mailbox_transport !== "" || !/^local(:|$)/.test(local_transport);
    if (user === undefined && !isElsewhere) {
      const relay = luser_relay === "" ? "" : `; luser_relay passes it on to ${luser_relay}`;
      return this.gap(`${name} is neither an alias nor an account${relay}`, "correct the alias", via);
    }
    if (user !== undefined && !isElsewhere) this.forwardFile(user.user, user.home);
    this.add(user?.user ?? name, via);
  }

  /** ~/.forward decides where an account's mail goes (local(8)); this reader does not read the file. */
  private forwardFile(name: string, home: string): void {
    const user = this.server.users.find((found) => found.user === name);
    if (user === undefined || !isPerson(user, this.server.uidRange) || this.server.parameters.forward_path === "")
      return;
    if (!existsSync(join(home, ".forward"))) return;
    this.gaps.push({
      source: join(home, ".forward"),
      why: `it decides what becomes of the mail of ${name}, and the standby's mail is put into the Maildir without it`,
      howToClose: "give the mailbox the destination of an SMTP server that runs it, or accept the difference",
    });
  }

  private notAMailbox(target: AliasTarget, via: readonly string[]): void {
    if (target.kind === "program") this.gap(`its mail goes to the program ${target.text}`, PROGRAM_ADVICE, via);
    if (target.kind === "file") this.gap(`its mail goes to the file ${target.text}`, PROGRAM_ADVICE, via);
    if (target.kind === "include") this.gap(":include: is in a virtual alias table", "move it to alias_maps", via);
  }

  private add(mailbox: string, via: readonly string[]): void {
    if (!this.mailboxes.has(mailbox)) this.mailboxes.set(mailbox, via);
  }

  private gap(why: string, howToClose: string, via: readonly string[]): void {
    this.gaps.push({ source: `${via.at(-1) ?? "postfix"}: ${this.start}`, why, howToClose });
  }

  private once(step: string): boolean {
    const key = step.toLowerCase();
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  /** `@other` keeps the local part (virtual(5)); a name alone gets $myorigin. */
  private full(text: string, from: string): string {
    if (text.startsWith("@")) return `${splitAddress(from).localPart}${text}`;
    const { localPart, domain } = splitAddress(text);
    return `${domain === undefined ? quoted(unquoted(localPart)) : localPart}@${domain ?? this.server.parameters.myorigin}`;
  }

  private bare(localPart: string, domain: string): string {
    return `${withoutLabel(localPart, this.server.delimiter) ?? localPart}@${domain}`;
  }
}

const NAME_A_MAILBOX = "name a mailbox for the address in the settings; otherwise the standby refuses the address";
const PROGRAM_ADVICE =
  "name a mailbox for the address in the settings (its destination can be a command that runs the program); otherwise the standby refuses the address";

/** Whether a value of transport(5) names another machine; a filter on this machine gives the mail back to Postfix. */
function isOtherServer(transport: string): boolean {
  const host = /^(?:smtp|relay):(?:inet:)?\[?([^\]:]*)/i.exec(transport)?.[1] ?? "";
  return host !== "" && !/^(localhost|127\..*)$/i.test(host);
}
