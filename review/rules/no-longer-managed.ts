import type { DangerRule } from "../model/danger";
import { listOf, resourceName } from "../model/describe";

/** Resources of `removed` blocks, and of stacks that are no longer synthesized: Terraform does not destroy these resources. */
export const noLongerManaged: DangerRule = {
  id: "no-longer-managed",
  mail: "the resources continue to work; but later changes of the settings do not reach them, so SES refuses mail to users added later",
  since: "the next change",
  *find({ stack, before, after, changes }) {
    const forgotten = changes.filter(({ action, type }) => action === "forget" && type.startsWith("aws_"));
    if (forgotten.length === 0) return;
    const names = forgotten.map(({ type, address, before }) => `${type} ${resourceName(before) ?? address}`);
    yield { what: `no longer managed by Terraform: ${after === before ? `all of ${stack}` : listOf(names)}` };
  },
};
