import type { CommandNode } from "./command-tree";
import { bashCompletion } from "./completion/bash";
import { fishCompletion } from "./completion/fish";
import { zshCompletion } from "./completion/zsh";
import type { Layout } from "./layout";
import { manPage, type ManPageOptions } from "./man-page";
import { units } from "./units";

export interface InstalledFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

export interface Contents {
  /** The text of the bundled program. */
  readonly bundle: string;
  readonly program: CommandNode;
  readonly version: string;
  readonly date: Date;
  readonly notes: ManPageOptions["notes"];
  readonly exitCodes: ManPageOptions["exitCodes"];
}

/** The files of a mail server, for `standby-mx install` and for the Debian package. */
export function installedFiles(layout: Layout, contents: Contents): readonly InstalledFile[] {
  const { bundle, program } = contents;
  const text = (path: string, content: string): InstalledFile => ({ path, mode: 0o644, content });
  return [
    { path: layout.program, mode: 0o755, content: bundle.replace(/^#!.*/, `#!${layout.interpreter}`) },
    ...Object.entries(units(layout.command)).map(([name, unit]) => text(`${layout.units}/${name}`, unit)),
    text(`${layout.sysusers}/standby-mx.conf`, SYSUSERS),
    text(`${layout.tmpfiles}/standby-mx.conf`, TMPFILES),
    text(`${layout.man}/standby-mx.1`, manPage(contents)),
    text(`${layout.bash}/standby-mx`, bashCompletion(program)),
    text(`${layout.zsh}/_standby-mx`, zshCompletion(program)),
    text(`${layout.fish}/standby-mx.fish`, fishCompletion(program)),
  ];
}

const SYSUSERS = `# Runs the importer where all mail goes to an LMTP server: standby-mx@standby-mx.timer. Owns no mail.
u standby-mx - "Importer of standby-mx" /var/lib/standby-mx /usr/sbin/nologin
`;

const TMPFILES = `# Only root may read the access key, also where another user created the file. systemd passes the key to the units (LoadCredential).
z /etc/standby-mx.credentials 0600 root root -
z /etc/default/standby-mx 0600 root root -
`;
