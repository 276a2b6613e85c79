import type { TerraformState } from "../../../settings/model";
import { settings } from "./settings";
import { synth, synthFirst, synthHcl } from "./synth";

const regions = [
  { name: "eu-west-1", bucket: "mail-a" },
  { name: "us-east-1", bucket: "mail-b" },
] as const;
const terraformOf = (stack: ReturnType<typeof synthFirst>) => stack.document.terraform as Record<string, unknown>;
const backendsOf = (state: TerraformState) =>
  synth(settings({ regions, state })).map((stack) => terraformOf(stack).backend);

test("keeps the state beside cdktf.out, a file a stack, on any machine's path", () => {
  expect(backendsOf({ kind: "local", path: undefined })).toEqual([
    { local: { path: "../../../terraform.standby-mx-eu-west-1.tfstate" } },
    { local: { path: "../../../terraform.standby-mx-us-east-1.tfstate" } },
  ]);
  expect(synthFirst(settings()).json).not.toContain(process.cwd());
});

test("takes a path from the folder in which cdktf.out is", () => {
  expect(backendsOf({ kind: "local", path: "state/mx.tfstate" })[0]).toEqual({
    local: { path: "../../../state/mx.standby-mx-eu-west-1.tfstate" },
  });
});

test("takes an absolute path as it is", () => {
  expect(backendsOf({ kind: "local", path: "/srv/mx.tfstate" })[0]).toEqual({
    local: { path: "/srv/mx.standby-mx-eu-west-1.tfstate" },
  });
});

test("keeps the state in S3, encrypted and with a lock file, under a key a stack", () => {
  const s3 = { bucket: "state", region: "eu-central-1", encrypt: true, use_lockfile: true };
  expect(backendsOf({ kind: "s3", bucket: "state", key: undefined, region: "eu-central-1" })).toEqual([
    { s3: { ...s3, key: "standby-mx/terraform.standby-mx-eu-west-1.tfstate" } },
    { s3: { ...s3, key: "standby-mx/terraform.standby-mx-us-east-1.tfstate" } },
  ]);
  expect(backendsOf({ kind: "s3", bucket: "state", key: "mx", region: "eu-central-1" })[0]).toEqual({
    s3: { ...s3, key: "mx.standby-mx-eu-west-1" },
  });
});

test("has the lock file in HCL too", () => {
  const hcl = synthHcl(settings({ state: { kind: "s3", bucket: "state", key: undefined, region: "eu-central-1" } }));
  expect(hcl).toMatch(/^backend "s3" \{[^}]*^use_lockfile = true$[^}]*^\}$/m);
});

test("keeps a try against an emulator away from the real state", () => {
  const stack = synthFirst(
    settings({ state: { kind: "s3", bucket: "state", key: undefined, region: "eu-central-1" } }),
    "http://127.0.0.1:4566",
  );
  expect(terraformOf(stack).backend).toEqual({ local: { path: "terraform.tfstate" } });
});

test("asks for no version of Terraform, at which checkov stops", () => {
  expect(synthFirst(settings()).json).not.toContain("required_version");
});
