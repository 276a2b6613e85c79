/** The paths of the installed files. */
export interface Layout {
  /** The command as units and shells call it. */
  readonly command: string;
  /** The file with the program, and its first line. */
  readonly program: string;
  readonly interpreter: string;
  readonly units: string;
  readonly sysusers: string;
  readonly tmpfiles: string;
  readonly man: string;
  readonly bash: string;
  readonly zsh: string;
  readonly fish: string;
}

/** The paths of `standby-mx install`: directories for files that belong to no package (hier(7), systemd.unit(5)). */
export const localLayout: Layout = {
  command: "/usr/local/bin/standby-mx",
  program: "/usr/local/bin/standby-mx",
  interpreter: "/usr/bin/env node",
  units: "/etc/systemd/system",
  sysusers: "/etc/sysusers.d",
  tmpfiles: "/etc/tmpfiles.d",
  man: "/usr/local/share/man/man1",
  bash: "/usr/local/share/bash-completion/completions",
  zsh: "/usr/local/share/zsh/site-functions",
  fish: "/usr/local/share/fish/vendor_completions.d",
};

/** The paths of the Debian package; /usr/bin/standby-mx is a link to the program. */
export const packageLayout: Layout = {
  command: "/usr/bin/standby-mx",
  program: "/usr/lib/standby-mx/standby-mx.js",
  interpreter: "/usr/bin/node",
  units: "/usr/lib/systemd/system",
  sysusers: "/usr/lib/sysusers.d",
  tmpfiles: "/usr/lib/tmpfiles.d",
  man: "/usr/share/man/man1",
  bash: "/usr/share/bash-completion/completions",
  zsh: "/usr/share/zsh/vendor-completions",
  fish: "/usr/share/fish/vendor_completions.d",
};
