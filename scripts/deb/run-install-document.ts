import { readBlocks } from "../../fixtures/docs/blocks";
import { s3Environment, type S3Server } from "../../fixtures/s3/s3-server";
import type { BuildMachine } from "./machine";
import { runDestinations } from "./run-destinations";

const BUCKET = "example.org-mail-stocker";
/** The options that replace what `standby-mx init` would read from Postfix and DNS. */
const INIT_OPTIONS =
  "--yes --from file --file addresses --domain example.org --mx mail.example.org --dns elsewhere --region us-east-1";

const MAIL_USERS = `
for user in alice bob; do
  useradd --create-home $user
  for folder in "" /new /cur /tmp; do install -d -m 700 -o $user -g $user /home/$user/Maildir$folder; done
done
useradd vmail
for folder in "" /new /cur /tmp; do install -d -m 700 -o vmail -g vmail /var/vmail/carol$folder; done
printf 'alice alice\\npostmaster alice\\nbob bob\\n' >addresses
`;

const VMAIL_SETTINGS = `
cat >/etc/standby-mx.yaml <<'END'
regions: [us-east-1]
domains:
  - { name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }
mailboxes:
  - { user: carol, addresses: [carol], maildir: /var/vmail/carol }
END
chown -R vmail: /var/lib/standby-mx
`;

/** Runs the commands of docs/install.md in order, and checks the results between them. */
export async function runInstallDocument(machine: BuildMachine, s3: S3Server, smtpPort: number): Promise<void> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = s3Environment(s3.endpoint);
  const blocks = readBlocks(".", "docs/install.md").filter(({ language }) => language === "sh");
  const follow = (start: string) => {
    const block = blocks.find(({ text }) => text.startsWith(start));
    if (block === undefined) throw new Error(`docs/install.md: expected commands that start with "${start}"`);
    machine.run(
      block.text
        .replace("standby-mx init", `standby-mx init ${INIT_OPTIONS}`)
        .replace("AKIAIOSFODNN7EXAMPLE", id!)
        .replace("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", secret!)
        .replace("apt-get ", "apt-get -qq --yes -o Dpkg::Use-Pty=0 "),
    );
  };
  const send = (user: string, name = user) => s3.put(BUCKET, `${user}/${name.padEnd(40, "0")}`, message(user));

  await s3.makeBucket(BUCKET);
  machine.run(MAIL_USERS);
  follow("apt-get install ./standby-mx_0.1.0");
  machine.expect("systemctl is-enabled standby-mx.timer standby-mx-watch.service || true", /^disabled\ndisabled$/m);
  machine.expect("systemctl start standby-mx.service; systemctl show -p ConditionResult standby-mx.service", /=no/);

  follow("standby-mx init");
  machine.run(`echo AWS_ENDPOINT_URL_S3=${s3.endpoint} >/etc/default/standby-mx`);
  follow("install -m 600");
  await send("alice");
  await send("bob");
  follow("systemctl start");
  machine.expect("stat -c '%U %a %n' /home/*/Maildir/new/*", /^alice 600 .*\nbob 600 /);
  machine.expect("stat -c '%U %a' /var/lib/standby-mx", /^root 700$/m);
  machine.expect("systemctl list-timers --no-pager", /standby-mx\.timer/);
  machine.expect("systemctl show -p Result standby-mx.service", /=success/);

  machine.run("systemctl disable --now standby-mx.timer");
  await runDestinations(machine, smtpPort, send);
  machine.run(VMAIL_SETTINGS);
  await send("carol");
  machine.run("systemctl enable --now standby-mx-watch@vmail.service");
  machine.expect(
    "until [ -n \"$(ls /var/vmail/carol/new)\" ]; do sleep 0.2; done; stat -c '%U %a' /var/vmail/carol/new/*",
    /^vmail 600$/m,
  );

  const watch = "systemctl show -p MainPID --value standby-mx-watch@vmail.service";
  const before = machine.run(watch);
  follow("apt-get install ./standby-mx_0.1.1");
  machine.expect("dpkg-query -W standby-mx", /0\.1\.1-1/);
  if (machine.run(watch) === before) throw new Error("expected another process of the watch after the upgrade");

  machine.run("apt-get -qq --yes -o Dpkg::Use-Pty=0 remove standby-mx");
  machine.expect("systemctl is-active standby-mx-watch@vmail.service || true", /^inactive$/m);
  machine.expect("ls -A /var/lib/standby-mx", /journal/);
  follow("apt-get purge");
  const found = machine.run("find /etc /usr /var/lib /var/cache/standby-mx -name '*standby-mx*' 2>/dev/null || true");
  if (found !== "") throw new Error(`expected no file of the package after purge, found:\n${found}`);
  machine.expect("cat /home/*/Maildir/new/* /var/vmail/carol/new/* | grep -c '^Subject: for'", /^3$/m);

  // The installation without the package, from the single file.
  follow("node standby-mx.js install");
  machine.expect(
    "command -v standby-mx; systemctl is-enabled standby-mx.timer || true",
    /^\/usr\/local\/bin\/standby-mx\ndisabled$/m,
  );
  machine.run(
    "echo '# mine' >>/etc/systemd/system/standby-mx.service; touch /etc/standby-mx.yaml; systemctl enable --now standby-mx.timer",
  );
  machine.expect(
    "standby-mx uninstall || test $? = 1",
    /^disabled +standby-mx\.timer$[^]*^edited +\/etc\/systemd\/system\/standby-mx\.service$/m,
  );
  machine.expect(
    "find /etc /usr -name '*standby-mx*' | sort",
    /^\/etc\/standby-mx\.yaml\n\/etc\/systemd\/system\/standby-mx\.service\n$/,
  );
}

function message(user: string): Buffer {
  return Buffer.from(`From: you@example.net\r\nTo: ${user}@example.org\r\nSubject: for ${user}\r\n\r\nHello\r\n`);
}
