import { posix } from "node:path";
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { TerraformState } from "../settings/model";

/**
 * Adds the backend for the stack's state. The backend is always explicit, because cdktf's default backend writes the path of this
 * machine into the output. Two stacks never share a state, because each would destroy the resources of the other.
 */
export function addBackend(stack: TerraformStack, state: TerraformState): void {
  if (state.kind === "local") {
    const path = nameOf(stack, state.path ?? "terraform.tfstate");
    new LocalBackend(stack, { path: posix.isAbsolute(path) ? path : posix.join(PROJECT_DIRECTORY, path) });
    return;
  }
  const { bucket, region, key = "standby-mx/terraform.tfstate" } = state;
  new S3Backend(stack, { bucket, region, key: nameOf(stack, key), encrypt: true });
  // cdktf 0.21 has no property for S3's lock file. A Terraform version without lock files refuses this argument:
  // https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}

/** A stack for an emulator keeps its state beside the synthesized file, apart from the real state. */
export function addEmulatorBackend(stack: TerraformStack): void {
  new LocalBackend(stack, { path: "terraform.tfstate" });
}

/** Terraform runs in `cdktf.out/stacks/<stack>`, whose files cdktf may delete. */
const PROJECT_DIRECTORY = "../../..";

/** `terraform.tfstate` becomes `terraform.<stack>.tfstate`. */
function nameOf(stack: TerraformStack, path: string): string {
  const { dir, name, ext } = posix.parse(path);
  return posix.join(dir, `${name}.${stack.node.id}${ext}`);
}
