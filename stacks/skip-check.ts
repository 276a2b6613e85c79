import type { TerraformResource } from "cdktf";

/**
 * Records why a check of checkov does not apply to a resource. Checkov reads no skips from Terraform JSON, so the reason is in the
 * resource's comment, where scripts/checkov.mjs reads it.
 */
export function skipCheck(resource: TerraformResource, check: string, reason: string): void {
  resource.addOverride(`//.checkov.skip.${check}`, reason);
}
