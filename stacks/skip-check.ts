import type { TerraformResource } from "cdktf";

/**
 * Says beside a resource why a check of checkov does not apply to it. Checkov reads no skips from Terraform JSON, so the reason
 * goes into the resource's comment, where scripts/checkov.mjs looks for it.
 */
export function skipCheck(resource: TerraformResource, check: string, reason: string): void {
  resource.addOverride(`//.checkov.skip.${check}`, reason);
}
