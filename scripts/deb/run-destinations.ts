import execa from "execa";
import { once } from "node:events";
import { join } from "node:path";
import type { BuildMachine } from "./machine";

const LMTP_SOCKET = "/opt/lmtp";

/** One mailbox of each kind. The units may write only to listed directories, so not to /data and /opt. */
const arrange = (smtpPort: number) => `
cat >/usr/local/bin/take <<'END'
#!/bin/sh
cat >>/srv/finn/taken
END
chmod 755 /usr/local/bin/take
install -d -o vmail /srv/finn
for folder in "" /new /cur /tmp; do install -d -m 700 -o vmail -g vmail /data/mail/gina$folder; done
cat >/etc/standby-mx.yaml <<'END'
regions: [us-east-1]
domains:
  - { name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }
mailboxes:
  - { user: dora, addresses: [dora], destination: { lmtp: ${LMTP_SOCKET} } }
  - { user: erin, addresses: [erin], destination: { smtp: "127.0.0.1:${smtpPort}" } }
  - { user: finn, addresses: [finn], destination: { command: [/usr/local/bin/take] }, owner: vmail }
  - { user: gina, addresses: [gina], maildir: /data/mail/gina }
END
`;

const USERS = ["dora", "erin", "finn", "gina"];

/** Starts the LMTP and the SMTP server of the settings outside the machine; `root`: the machine's root directory. */
export async function startMailServers(root: string): Promise<{ smtpPort: number; stop(): void }> {
  const script = ["-r", "@swc-node/register", "scripts/deb/mail-servers.ts"];
  const args = [...script, join(root, LMTP_SOCKET), join(root, "root/received")];
  const servers = execa(process.execPath, args, { stdin: "ignore", stderr: "inherit", reject: false });
  const [port] = (await once(servers.stdout!, "data")) as [Buffer];
  return { smtpPort: Number(port), stop: () => void servers.kill() };
}

/** The commands with which an operator follows doctor's advice. */
const FOLLOW_DOCTOR = `
standby-mx doctor unit-paths --json >advice.json || test $? = 2
node -e 'process.stdout.write(JSON.parse(require("fs").readFileSync("advice.json")).results.find(({ id }) => id === "unit-paths").fix)' >advice.sh
cat advice.sh
sh -e advice.sh
standby-mx doctor unit-paths
`;

const start = (unit: string) => `
systemctl start ${unit} || { journalctl --unit ${unit} --no-pager --lines 20; exit 1; }
`;

/** The units import to each kind of destination under their restrictions, with the access key in /etc/default/standby-mx. */
export async function runDestinations(
  machine: BuildMachine,
  smtpPort: number,
  send: (user: string, name: string) => Promise<void>,
): Promise<void> {
  machine.run(arrange(smtpPort));
  machine.run(`
    sed -nE 's/^aws_(\\w+) = /AWS_\\U\\1\\E=/p' /etc/standby-mx.credentials >>/etc/default/standby-mx
    mv /etc/standby-mx.credentials saved`);
  for (const user of USERS) await send(user, "first");
  machine.expect("systemctl start standby-mx.service || systemctl show -p ExecMainStatus standby-mx.service", /=75$/m);
  machine.expect("journalctl --unit standby-mx.service --no-pager | grep EROFS", /mailbox gina:.*doctor unit-paths/);
  machine.run(`systemctl enable standby-mx.timer\n${FOLLOW_DOCTOR}${start("standby-mx.service")}`);

  machine.run(
    "systemctl disable standby-mx.timer; chown -R vmail: /var/lib/standby-mx; systemctl enable standby-mx@vmail.timer",
  );
  for (const user of USERS) await send(user, "second");
  machine.run(`${FOLLOW_DOCTOR}${start("standby-mx@vmail.service")}systemctl disable standby-mx@vmail.timer`);

  machine.expect("grep -c '^Subject: for finn' /srv/finn/taken", /^2$/m);
  machine.expect("stat -c %U /data/mail/gina/new/*", /^vmail\nvmail$/m);
  machine.expect("sort received | uniq -c", /^ +2 LMTP dora@example.org\n +2 SMTP erin@example.org\n$/);

  machine.run(`
    rm -r /etc/systemd/system/standby-mx*.service.d
    systemctl daemon-reload
    sed -i /^AWS_[AS]/d /etc/default/standby-mx
    mv saved /etc/standby-mx.credentials
    chown -R root: /var/lib/standby-mx`);
}
