import { rmSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";

/**
 * Removes the files that an earlier synthesis wrote in the other format. cdktf leaves `cdk.tf` and `cdk.tf.json` side
 * by side, and Terraform reads both as one configuration, in which every resource would be defined twice.
 */
export function removeOtherFormat({ hclOutput, outdir, manifest }: App): void {
  const others = hclOutput ? ["cdk.tf.json"] : ["cdk.tf", "metadata.json"];
  for (const { workingDirectory } of Object.values(manifest.stacks)) {
    for (const name of others) rmSync(join(outdir, workingDirectory, name), { force: true });
  }
}
