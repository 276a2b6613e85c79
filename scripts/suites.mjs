// Decides which suites this machine can run. The reporter names each suite that cannot run; STANDBY_REQUIRE=integration,system
// (set by .ci/run) or --selectProjects makes that a failure.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const DOCKER_TIMEOUT_MS = 10_000;

const answers = (command, ...args) => spawnSync(command, args, { stdio: "ignore", timeout: 10_000 }).status === 0;

const moto = fileURLToPath(new URL("install-moto.sh", import.meta.url));
const versitygw = fileURLToPath(new URL("install-versitygw.sh", import.meta.url));

/** Approximate duration of each suite on two idle cores. */
export const MINUTES = { unit: 1, model: 1, process: 3, integration: 2, system: 4 };

/** What each suite lacks on this machine, as sentences with the remedy; an empty list: the suite runs. */
export function obstacles() {
  const docker = withoutDocker();
  const s3Server = unless(
    answers("bash", versitygw, "--check"),
    "there is no versitygw, an S3 server, nor Go to build it (bash scripts/install-versitygw.sh)",
  );
  return {
    unit: [],
    model: [],
    process: [],
    integration: [
      ...docker,
      ...unlessInstalled("swaks", "swaks libnet-ssleay-perl", ["swaks", "--version"]),
      ...s3Server,
    ],
    system: [
      ...unless(process.platform === "linux", "it needs Linux"),
      ...unless(process.getuid?.() === 0, "it needs root, because it delivers to several users"),
      ...unless(
        answers("unshare", "--net", "ip", "link"),
        "it may not make network namespaces, or there is no ip command (apt-get install iproute2)",
      ),
      ...unlessInstalled("Dovecot", "dovecot-imapd dovecot-lmtpd dovecot-sieve", ["dovecot", "--version"]),
      ...unlessInstalled("nsd", "nsd", ["nsd", "-v"]),
      ...unlessInstalled("unbound", "unbound", ["unbound", "-V"]),
      ...unlessInstalled("Postfix", "postfix", ["postconf", "-d", "mail_version"]),
      ...unlessInstalled("postfix-mta-sts-resolver", "postfix-mta-sts-resolver", ["mta-sts-daemon", "--help"]),
      ...unlessInstalled("postgrey", "postgrey", ["postgrey", "--version"]),
      ...unlessInstalled("strace", "strace", ["strace", "-V"]),
      ...unlessInstalled("zsh", "zsh", ["zsh", "--version"]),
      ...unlessInstalled("fish", "fish", ["fish", "--version"]),
      ...unlessInstalled("Chromium", "chromium", ["chromium", "--version"]),
      ...unlessInstalled("Prometheus", "prometheus", ["promtool", "--version"]),
      ...unlessInstalled("node_exporter", "prometheus-node-exporter", ["prometheus-node-exporter", "--version"]),
      ...unless(
        answers("bash", moto, "--check"),
        "there is no moto_server, nor Python 3.11 with venv to install it (apt-get install python3-venv)",
      ),
      ...s3Server,
      ...docker,
    ],
  };
}

function unless(condition, obstacle) {
  return condition ? [] : [obstacle];
}

function unlessInstalled(name, packages, command) {
  return unless(answers(...command), `${name} is not installed (apt-get install ${packages})`);
}

/** Why no Docker engine is available, in the words of the docker command, and where it looked for the engine. */
function withoutDocker() {
  const { status, stderr, error } = spawnSync("docker", ["info", "--format", "{{.ServerVersion}}"], {
    encoding: "utf8",
    timeout: DOCKER_TIMEOUT_MS,
  });
  if (status === 0) return [];
  const { DOCKER_HOST } = process.env;
  if (error?.code === "ENOENT")
    return ["there is no docker command; run `bash .ci/run` as root (docs/integration-tests.md)"];
  const said =
    error?.code === "ETIMEDOUT" ? `no answer in ${DOCKER_TIMEOUT_MS / 1000} s` : stderr?.trim().split("\n").at(-1);
  const [where, remedy] = DOCKER_HOST
    ? [` at DOCKER_HOST=${DOCKER_HOST}`, "start it there, or unset DOCKER_HOST"]
    : ["", "start one, or run `bash .ci/run` as root (docs/integration-tests.md)"];
  return [`no Docker engine answers${where} (${said}); ${remedy}`];
}

/** The suites that must run, with the reason for each. */
export function requiredSuites(env = process.env, args = process.argv) {
  const named = (env.STANDBY_REQUIRE ?? "").split(",").filter(Boolean);
  return [
    ...named.map((suite) => ({ suite, by: "STANDBY_REQUIRE" })),
    ...(selectedSuites(args) ?? []).map((suite) => ({ suite, by: "--selectProjects" })),
  ];
}

/** The suites that jest's --selectProjects names; `undefined` without it. */
export function selectedSuites(args = process.argv) {
  const at = args.findIndex((arg) => /^--selectProjects(?:=|$)/.test(arg));
  if (at === -1) return undefined;
  const [, value] = args[at].split("=");
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith("-"));
  return value === undefined ? rest.slice(0, end === -1 ? undefined : end) : [value];
}
