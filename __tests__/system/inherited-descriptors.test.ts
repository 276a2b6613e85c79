import { chmodSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { startHeldS3 } from "../../fixtures/s3/held-s3";
import { s3Environment } from "../../fixtures/s3/s3-server";
import { workersOf } from "../../fixtures/worker-processes";

// A shell that leaves files open, as scripts with locks do, with gaps at which Node's search for descriptors stops.
const numbers = Array.from({ length: 38 }, (_, index) => index + 3).filter((number) => ![17, 29].includes(number));
const opening = `${numbers.map((number) => `exec ${number}<>"$0"`).join("; ")}; exec 100<>"$0"; exec "$@"`;

const ann: HostUser = { user: "ann", uid: 20001, gid: 20011, owner: "20001:20011" };

let host: CommandHost;
let secret: string;
beforeEach(async () => {
  host = await CommandHost.create([ann]);
  secret = join(host.directory, "root", "secret");
  writeFileSync(secret, "secret", { mode: 0o600 });
});
afterEach(() => host.remove());

const underShell = () => ["bash", "-c", opening, secret];

test("a worker inherits no file that was open at the importer's start", async () => {
  const s3 = await startHeldS3("ann/held");
  try {
    const env = s3Environment(s3.endpoint);
    const started = host.start({ args: ["--store", "s3"], env, under: underShell() });
    await s3.asked;
    const open = (pid: number) => readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
    expect(open(started.pid).filter((path) => path === secret)).toHaveLength(numbers.length + 1);
    expect(open(workersOf(started.pid)[0]!)).not.toContain(secret);
    s3.release();
    expect(await started.ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.delivered("ann")).toHaveLength(1);
  } finally {
    await s3.stop();
  }
});

test("a command destination inherits no file that was open at the importer's start", async () => {
  const [program, seen] = [join(host.directory, "program"), join(host.home("ann"), "seen")];
  writeFileSync(program, `#!/bin/sh\nls -l /proc/self/fd > ${seen}\n`);
  chmodSync(program, 0o755);
  host.configureMailbox("ann", { destination: { command: [program] } });
  await host.put("ann/1");
  expect(await host.import({ under: underShell() })).toMatchObject({ exitCode: 0, stderr: "" });
  const descriptors = readFileSync(seen, "utf8")
    .split("\n")
    .flatMap((line) => / (\d+) -> (.*)$/.exec(line)?.slice(1, 3).join(" ") ?? []);
  expect(descriptors.filter((line) => line.includes("secret"))).toEqual([]);
  expect(descriptors.length).toBeGreaterThan(3);
  const others = descriptors.filter(
    (line) => Number(line.split(" ")[0]) > 2 && !/ \/(?:dev\/null|proc\/\d+\/fd)$/.test(line),
  );
  expect(others).toEqual([]);
});
