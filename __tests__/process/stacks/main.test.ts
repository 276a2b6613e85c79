import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Ended, runProcess } from "../../../fixtures/process";

const repository = resolve(__dirname, "../../..");
const example = join(repository, "standby-mx.example.yaml");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "standby-mx-main-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs main.ts as `npm run synth` and `cdktf synth` do. */
function run(env: NodeJS.ProcessEnv = {}, cwd = repository): Promise<Ended> {
  const { STANDBY_SETTINGS: _1, STANDBY_AWS_ENDPOINT: _2, CDKTF_OUTDIR: _3, ...inherited } = process.env;
  return runProcess(process.execPath, ["-r", "@swc-node/register", "main.ts"], { cwd, env: { ...inherited, ...env } });
}

/** Copies the files of the app to another folder. */
async function copyOfTheApp(name: string): Promise<string> {
  const copy = join(folder, name);
  await mkdir(copy);
  const files = ["main.ts", "settings", "lib", "stacks", "package.json", "tsconfig.json", ".swcrc"];
  await Promise.all(files.map((file) => cp(join(repository, file), join(copy, file), { recursive: true })));
  await symlink(join(repository, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Every file under a folder with its content. */
async function filesIn(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.sort().map((file) => readFile(file, "utf8")));
  return Object.fromEntries(files.map((file, i) => [file.slice(root.length), contents[i]!]));
}

test("writes the stacks, and prints nothing, if the settings are valid", async () => {
  const CDKTF_OUTDIR = join(folder, "out");
  expect(await run({ STANDBY_SETTINGS: example, CDKTF_OUTDIR })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(Object.keys(await filesIn(CDKTF_OUTDIR))).toEqual([
    "/manifest.json",
    "/stacks/standby-mx-eu-west-1/cdk.tf.json",
  ]);
});

test("writes the same bytes from two places by standby-mx.yaml in the current folder", async () => {
  const places = [await copyOfTheApp("one"), await copyOfTheApp("another place, longer")];
  for (const place of places) {
    await cp(example, join(place, "standby-mx.yaml"));
    expect(await run({}, place)).toMatchObject({ exitCode: 0 });
  }
  const [one, other] = await Promise.all(places.map((place) => filesIn(join(place, "cdktf.out"))));
  expect(Object.keys(one!)).toContain("/stacks/standby-mx-eu-west-1/cdk.tf.json");
  expect(one).toEqual(other);
  expect(JSON.stringify(one)).not.toContain(folder);
});

test("deploys the first region, which has the MX records, after the others", async () => {
  const CDKTF_OUTDIR = join(folder, "out");
  const STANDBY_SETTINGS = join(folder, "settings.yaml");
  const text = await readFile(example, "utf8");
  await writeFile(STANDBY_SETTINGS, text.replace("[eu-west-1]", "[eu-west-1, us-east-1, eu-central-1]"));
  expect(await run({ STANDBY_SETTINGS, CDKTF_OUTDIR })).toMatchObject({ exitCode: 0 });
  const manifest = JSON.parse(await readFile(join(CDKTF_OUTDIR, "manifest.json"), "utf8")) as {
    stacks: Record<string, { dependencies: string[] }>;
  };
  expect(manifest.stacks).toMatchObject({
    "standby-mx-eu-west-1": { dependencies: ["standby-mx-us-east-1", "standby-mx-eu-central-1"] },
    "standby-mx-us-east-1": { dependencies: [] },
    "standby-mx-eu-central-1": { dependencies: [] },
  });
});

test("reports all errors of the settings, and writes nothing", async () => {
  const STANDBY_SETTINGS = join(folder, "settings.yaml");
  const text = await readFile(example, "utf8");
  await writeFile(STANDBY_SETTINGS, text.replace("eu-west-1", "us-gov-west-1").replace("refuse\n", "bounce\n"));
  const { exitCode, stdout, stderr } = await run({ STANDBY_SETTINGS, CDKTF_OUTDIR: join(folder, "out") });
  expect(exitCode).toBe(78);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^.*settings\.yaml:\d+:\d+: .*us-gov-west-1.*$/m);
  expect(stderr).toMatch(/^.*settings\.yaml:\d+:\d+: .*bounce.*$/m);
  expect(stderr).not.toContain("    at ");
  expect(await readdir(folder)).toEqual(["settings.yaml"]);
});

test("without settings names the file to copy", async () => {
  const place = await copyOfTheApp("fresh");
  const { exitCode, stderr } = await run({}, place);
  expect(exitCode).toBe(78);
  expect(stderr).toMatch(/standby-mx\.yaml.*copy of standby-mx\.example\.yaml/);
  expect(await readdir(place)).not.toContain("cdktf.out");
});

test("makes the stacks for an emulator only when given its URL, and says so", async () => {
  const CDKTF_OUTDIR = join(folder, "out");
  const endpoint = "http://127.0.0.1:4566";
  const result = await run({ STANDBY_SETTINGS: example, CDKTF_OUTDIR, STANDBY_AWS_ENDPOINT: endpoint });
  expect(result).toMatchObject({ exitCode: 0, stdout: "" });
  expect(result.stderr).toContain(`the stacks are made for the emulator at ${endpoint}, not for AWS`);
  expect(JSON.stringify(await filesIn(CDKTF_OUTDIR))).toContain(endpoint);
});

test("refuses an endpoint that is no URL, and writes nothing", async () => {
  const env = { STANDBY_SETTINGS: example, CDKTF_OUTDIR: join(folder, "out"), STANDBY_AWS_ENDPOINT: "localstack" };
  expect(await run(env)).toMatchObject({
    exitCode: 78,
    stderr: expect.stringContaining("STANDBY_AWS_ENDPOINT") as string,
  });
  expect(await readdir(folder)).toEqual([]);
});

test("writes HCL when cdktf synth --hcl asks for it, and leaves only one format", async () => {
  const CDKTF_OUTDIR = join(folder, "out");
  const files: Record<string, string>[] = [];
  for (const SYNTH_HCL_OUTPUT of ["true", "false", "true"]) {
    expect(await run({ STANDBY_SETTINGS: example, CDKTF_OUTDIR, SYNTH_HCL_OUTPUT })).toMatchObject({ exitCode: 0 });
    files.push(await filesIn(join(CDKTF_OUTDIR, "stacks/standby-mx-eu-west-1")));
  }
  const hcl = ["/cdk.tf", "/metadata.json"];
  expect(files.map(Object.keys)).toEqual([hcl, ["/cdk.tf.json"], hcl]);
  expect(files[0]!["/cdk.tf"]).toMatch(/^resource "aws_ses_receipt_rule" /m);
});
