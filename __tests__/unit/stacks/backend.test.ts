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

test("keeps the state beside cdktf.out, one file for each stack, at any path", () => {
  expect(backendsOf({ kind: "local", path: undefined })).toEqual([
    { local: { path: "../../../terraform.standby-mx-eu-west-1.tfstate" } },
    { local: { path: "../../../terraform.standby-mx-us-east-1.tfstate" } },
  ]);
  expect(synthFirst(settings()).json).not.toContain(process.cwd());
});

test("resolves a path from the folder of cdktf.out", () => {
  expect(backendsOf({ kind: "local", path: "state/mx.tfstate" })[0]).toEqual({
    local: { path: "../../../state/mx.standby-mx-eu-west-1.tfstate" },
  });
});

test("keeps an absolute path", () => {
  expect(backendsOf({ kind: "local", path: "/srv/mx.tfstate" })[0]).toEqual({
    local: { path: "/srv/mx.standby-mx-eu-west-1.tfstate" },
  });
});

test("keeps the state in S3, encrypted, with a lock file and a key for each stack", () => {
  const s3 = { bucket: "state", region: "eu-central-1", encrypt: true, use_lockfile: true };
  expect(backendsOf({ kind: "s3", bucket: "state", key: undefined, region: "eu-central-1" })).toEqual([
    { s3: { ...s3, key: "standby-mx/terraform.standby-mx-eu-west-1.tfstate" } },
    { s3: { ...s3, key: "standby-mx/terraform.standby-mx-us-east-1.tfstate" } },
  ]);
  expect(backendsOf({ kind: "s3", bucket: "state", key: "mx", region: "eu-central-1" })[0]).toEqual({
    s3: { ...s3, key: "mx.standby-mx-eu-west-1" },
  });
});

test("has the lock file also in HCL", () => {
  const hcl = synthHcl(settings({ state: { kind: "s3", bucket: "state", key: undefined, region: "eu-central-1" } }));
  expect(hcl).toMatch(/^backend "s3" \{[^}]*^use_lockfile = true$[^}]*^\}$/m);
});

test("separates the state of an emulator from the real state", () => {
  const stack = synthFirst(
    settings({ state: { kind: "s3", bucket: "state", key: undefined, region: "eu-central-1" } }),
    "http://127.0.0.1:4566",
  );
  expect(terraformOf(stack).backend).toEqual({ local: { path: "terraform.tfstate" } });
});

test("has no version constraint of Terraform, which checkov cannot read", () => {
  expect(synthFirst(settings()).json).not.toContain("required_version");
});
