import { posix } from "node:path";
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { TerraformState } from "../settings/model";

/**
 * Where Terraform keeps the stack's state. Always said, because the backend that cdktf takes by itself writes the path of this
 * machine into the output; and never the same for two stacks, because each would destroy what it finds of the other.
 */
export function addBackend(stack: TerraformStack, state: TerraformState): void {
  if (state.kind === "local") {
    const path = nameOf(stack, state.path ?? "terraform.tfstate");
    new LocalBackend(stack, { path: posix.isAbsolute(path) ? path : posix.join(projectDirectory, path) });
    return;
  }
  const { bucket, region, key = "standby-mx/terraform.tfstate" } = state;
  new S3Backend(stack, { bucket, region, key: nameOf(stack, key), encrypt: true });
  // cdktf 0.21 knows no lock file in S3. Terraform does, and one that is too old for it says so by this line:
  // https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}

/** A try against an emulator keeps its state beside the synthesized file, away from the real one's. */
export function addEmulatorBackend(stack: TerraformStack): void {
  new LocalBackend(stack, { path: "terraform.tfstate" });
}

/** Terraform runs in `cdktf.out/stacks/<stack>`; what lies there, cdktf may delete. */
const projectDirectory = "../../..";

/** `terraform.tfstate` becomes `terraform.<stack>.tfstate`. */
function nameOf(stack: TerraformStack, path: string): string {
  const { dir, name, ext } = posix.parse(path);
  return posix.join(dir, `${name}.${stack.node.id}${ext}`);
}
