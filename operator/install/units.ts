const SETTINGS = "/etc/standby-mx.yaml";
const DOCUMENTATION = "man:standby-mx(1)";

/** The systemd units by file name. `@` units run as the user in their name: `standby-mx@vmail.timer`. */
export function units(program: string): Readonly<Record<string, string>> {
  return {
    "standby-mx.service": importService(program, perUser),
    "standby-mx.timer": timer("standby-mx.service"),
    "standby-mx-watch.service": watchService(program, perUser),
    "standby-mx@.service": importService(program, oneUser),
    "standby-mx@.timer": timer("standby-mx@%i.service"),
    "standby-mx-watch@.service": watchService(program, oneUser),
  };
}

/** The user of a unit, and the rights that delivery needs beyond the common restrictions. */
interface Rights {
  readonly who: string;
  readonly lines: string;
}

const perUser: Rights = {
  who: "into the Maildirs of all users",
  lines: `\
# Runs as root, and delivers by one process for each owner with the rights of that owner.
# SETUID and SETGID become the owner, DAC_READ_SEARCH looks at Maildirs in closed homes, KILL ends a process that hangs.
CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_READ_SEARCH CAP_KILL
# @setuid: the system calls by which a process becomes the owner.
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallFilter=@setuid
# The Maildirs are in the homes.
ProtectHome=no
`,
};

const oneUser: Rights = {
  who: "as the user %i, who owns all Maildirs",
  lines: `\
User=%i
CapabilityBoundingSet=
PrivateUsers=yes
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
# Maildirs below /home, such as those of a user vmail with the home /home/vmail, need: ProtectHome=no
ProtectHome=yes
`,
};

function importService(program: string, rights: Rights): string {
  return `\
[Unit]
Description=Import mail from the standby MX ${rights.who}
Documentation=${DOCUMENTATION}
ConditionPathExists=${SETTINGS}
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${program} import
${common}
${rights.lines}
${sandbox}`;
}

function watchService(program: string, rights: Rights): string {
  return `\
[Unit]
Description=Import mail from the standby MX within seconds ${rights.who}
Documentation=${DOCUMENTATION}
ConditionPathExists=${SETTINGS}
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${program} import --watch
Restart=on-failure
RestartSec=1min
# Wrong settings or options stay wrong: exit codes 64 and 78.
RestartPreventExitStatus=64 78
${common}
${rights.lines}
${sandbox}
[Install]
WantedBy=multi-user.target
`;
}

function timer(service: string): string {
  return `\
[Unit]
Description=Import mail from the standby MX every five minutes
Documentation=${DOCUMENTATION}
ConditionPathExists=${SETTINGS}

[Timer]
Unit=${service}
OnCalendar=*:0/5
# After a shutdown, import at once.
Persistent=true
# Spreads the requests of all installations to S3 over time.
RandomizedDelaySec=30s
AccuracySec=5s

[Install]
WantedBy=timers.target
`;
}

const common = `\
Environment=STANDBY_SETTINGS=${SETTINGS}
# The access key, in the form of ~/.aws/credentials. Without this file the importer looks where the AWS CLI looks.
SetCredential=aws:none
LoadCredential=aws:/etc/standby-mx.credentials
# Alternatively AWS_ACCESS_KEY_ID=... and AWS_SECRET_ACCESS_KEY=..., one a line.
EnvironmentFile=-/etc/default/standby-mx
StateDirectory=standby-mx
StateDirectoryMode=0700
# Node 22 keeps compiled code there.
CacheDirectory=standby-mx
CacheDirectoryMode=0700
# The signal is for the importer, which ends its helpers itself, after the message at hand or 10 seconds.
KillMode=mixed
TimeoutStopSec=5min
`;

/** In the order of systemd.exec(5). A comment explains each restriction that is missing. */
const sandbox = `\
UMask=0077
ProtectSystem=strict
# The usual places of Maildirs. For another place: systemctl edit, and a line ReadWritePaths=/the/place
ReadWritePaths=-/home -/srv -/var/mail -/var/spool/mail -/var/vmail
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
# INET and INET6 reach S3, UNIX reaches an LMTP server's socket. No PrivateNetwork, no IPAddressDeny: S3 is in the Internet.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
# No MemoryDenyWriteExecute: Node compiles JavaScript into memory and would end at once.
NoNewPrivileges=yes
# A mailbox with \`destination: { command: ... }\` whose command is setgid, such as Postfix's sendmail, needs in a drop-in:
# NoNewPrivileges=no and RestrictSUIDSGID=no
RemoveIPC=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
`;
