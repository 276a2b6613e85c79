// behind-nat.test.ts runs this program in namespaces: doctor on a mail server with a private address, in a network whose DNS and
// /etc/hosts differ inside and outside. Prints the output of doctor as JSON.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDns } from "../../../fixtures/dns/test-dns";
import { runDoctor } from "../../../fixtures/run-doctor";

const PRIVATE = "192.168.77.10";
const STANDBY = "inbound-smtp.eu-west-1.amazonaws.com";

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "behind-nat-"));
  const dns = await startDns({
    zones: {
      "example.org": {
        records: [
          "@ MX 10 mail",
          `@ MX 100 ${STANDBY}.`,
          "mail A 192.0.2.1",
          '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@example.org"',
        ],
      },
      "amazonaws.com": { records: ["inbound-smtp.eu-west-1 A 198.51.100.25"] },
    },
    inside: ["example.org. 60 IN MX 10 mail.example.org.", `mail.example.org. 60 IN A ${PRIVATE}`],
  });
  try {
    const hide = (path: string, text: string) => {
      const file = join(directory, path.replaceAll("/", "_"));
      writeFileSync(file, text);
      execFileSync("mount", ["--bind", file, path]);
    };
    hide("/etc/resolv.conf", `nameserver ${dns.insideResolver}\nsearch example.org\n`);
    hide("/etc/hosts", `127.0.0.1 localhost\n${PRIVATE} mail.example.org ${STANDBY}\n`);
    const settings = {
      regions: ["eu-west-1"],
      domains: [{ name: "example.org", primary: [{ host: "mail.example.org", preference: 10 }], dns: "elsewhere" }],
      mailboxes: [{ user: "alice", addresses: ["alice"] }],
      doctor: { resolvers: process.argv[2] === "inside" ? [dns.silentAddress] : dns.resolvers },
    };
    process.stdout.write(JSON.stringify(await runDoctor(settings, ["--only", "dns", ...process.argv.slice(3)])));
  } finally {
    await dns.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
