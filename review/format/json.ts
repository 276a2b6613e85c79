import type { Review } from "../review";

/** The review as JSON, for programs. */
export function formatJson({ gained, lost, unreadable, dangers, comparisons }: Review): string {
  const stacks = comparisons.map(({ stack, changes }) => ({
    stack,
    changes: changes.map(({ address, type, action, movedFrom, reason, attributes, unknown }) => {
      return { address, type, action, movedFrom, reason, attributes, unknown };
    }),
  }));
  return `${JSON.stringify({ dangerous: dangers.length > 0, gained, lost, unreadable, dangers, stacks }, undefined, 2)}\n`;
}
