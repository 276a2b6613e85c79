// Prints `import` blocks for every resource of a state, so that HCL can take over the resources without that state:
//   terraform show -json | node scripts/import-blocks.mjs >imports.tf
import { text } from "node:stream/consumers";

/** Resources whose import id is not their `id`; from the provider's documentation, "Import" of each resource. */
const ids = {
  aws_iam_user_policy_attachment: ({ user, policy_arn: policy }) => `${user}/${policy}`,
  aws_ses_receipt_rule: ({ rule_set_name: set, name }) => `${set}:${name}`,
};
/** This type cannot be imported; it creates nothing in AWS, and creating it again changes nothing. */
const withoutImport = new Set(["aws_ses_domain_identity_verification"]);

const { values } = JSON.parse(await text(process.stdin));
for (const { address, mode, type, values: resource } of values.root_module.resources) {
  if (mode !== "managed" || withoutImport.has(type)) continue;
  const id = ids[type]?.(resource) ?? resource.id;
  console.log(`import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}\n`);
}
