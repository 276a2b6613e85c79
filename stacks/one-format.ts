import { rmSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";

/**
 * Removes what an earlier synthesis wrote in the other format: Terraform reads `cdk.tf` and `cdk.tf.json` as one configuration, in
 * which everything would then stand twice, and cdktf leaves each beside the other.
 */
export function removeOtherFormat({ hclOutput, outdir, manifest }: App): void {
  const others = hclOutput ? ["cdk.tf.json"] : ["cdk.tf", "metadata.json"];
  for (const { workingDirectory } of Object.values(manifest.stacks)) {
    for (const name of others) rmSync(join(outdir, workingDirectory, name), { force: true });
  }
}
