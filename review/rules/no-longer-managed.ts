import type { DangerRule } from "../model/danger";
import { listOf, resourceName } from "../model/describe";

/** `removed` blocks, and stacks that are no longer synthesized: Terraform destroys nothing of them by itself. */
export const noLongerManaged: DangerRule = {
  id: "no-longer-managed",
  mail: "what stands goes on as it is; but a change of the settings no longer reaches it, so it will refuse who comes later",
  since: "the next change",
  *find({ stack, before, after, changes }) {
    const left = changes.filter(({ action, type }) => action === "forget" && type.startsWith("aws_"));
    if (left.length === 0) return;
    const names = left.map(({ type, address, before }) => `${type} ${resourceName(before) ?? address}`);
    yield { what: `left standing without Terraform: ${after === before ? `all of ${stack}` : listOf(names)}` };
  },
};
