// Which suites this machine can run. A suite that cannot run is never dropped in silence: the reporter names it, and
// STANDBY_REQUIRE=integration,system (as .ci/run sets it) turns it into a failure.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const answers = (command, ...args) => spawnSync(command, args, { stdio: "ignore", timeout: 10_000 }).status === 0;

const versitygw = fileURLToPath(new URL("install-versitygw.sh", import.meta.url));

/** What stands in the way of each suite, in words that say what to do; an empty list: it runs. */
export function obstacles() {
  const s3Server = answers("bash", versitygw, "--check")
    ? []
    : ["there is no versitygw, an S3 server, nor Go to build it (bash scripts/install-versitygw.sh)"];
  return {
    unit: [],
    model: [],
    process: [],
    integration: [
      ...(answers("docker", "info")
        ? []
        : ["no Docker engine answers; start one, or run `bash .ci/run` as root (docs/integration-tests.md)"]),
      ...(answers("swaks", "--version") ? [] : ["swaks is not installed (apt-get install swaks libnet-ssleay-perl)"]),
      ...s3Server,
    ],
    system: [
      ...(process.platform === "linux" ? [] : ["it needs Linux"]),
      ...(process.getuid?.() === 0 ? [] : ["it needs root, because it delivers to several users"]),
      ...(answers("strace", "-V") ? [] : ["strace is not installed (apt-get install strace)"]),
      ...(answers("dovecot", "--version")
        ? []
        : ["Dovecot is not installed (apt-get install dovecot-imapd dovecot-lmtpd dovecot-sieve)"]),
      ...(answers("nsd", "-v") && answers("unbound", "-V")
        ? []
        : ["nsd and unbound are not installed (apt-get install nsd unbound)"]),
      ...(answers("postconf", "-d", "mail_version") ? [] : ["Postfix is not installed (apt-get install postfix)"]),
      ...s3Server,
    ],
  };
}

export function requiredSuites() {
  return (process.env.STANDBY_REQUIRE ?? "").split(",").filter(Boolean);
}
