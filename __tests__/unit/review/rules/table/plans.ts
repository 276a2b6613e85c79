import { readFileSync } from "node:fs";
import { join } from "node:path";
import { summarizePlans } from "../../../../../review/plan-summary/plan-summary";
import type { JsonObject } from "../../../../../review/model/json";

/** A resource of a plan, as it may be edited. */
export interface EditableResource {
  address: string;
  mode: string;
  type: string;
  change: {
    actions: string[];
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
    after_unknown: Record<string, unknown>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** One edit of a recorded plan, and the dangers that its summary must name. */
export interface PlanRow {
  readonly name: string;
  /** A file of fixtures/plans/, without its ending. */
  readonly recording: string;
  readonly edit: (resources: EditableResource[]) => void;
  readonly dangers: readonly string[];
}

export async function dangersOf({ recording, edit }: PlanRow): Promise<string[]> {
  const file = join(__dirname, "../../../../../fixtures/plans", `${recording}.json`);
  const plan = JSON.parse(readFileSync(file, "utf8")) as { resource_changes: EditableResource[] };
  edit(plan.resource_changes);
  const { dangers } = await summarizePlans([{ stack: "mail", json: JSON.stringify(plan) }]);
  return dangers.map(({ rule, what }) => `${rule}: ${what}`);
}

/** The only resource of a type whose address contains a text. */
export function planned(resources: EditableResource[], type: string, part = ""): EditableResource {
  const [found, ...others] = resources.filter((one) => one.type === type && one.address.includes(part));
  if (found === undefined || others.length > 0) throw new Error(`${type} "${part}": expected one resource`);
  return found;
}

/** Adds a resource that does not exist yet. */
export function create(resources: EditableResource[], type: string, after: JsonObject, unknown: JsonObject = {}): void {
  const change = { actions: ["create"], before: null, after: { ...after }, after_unknown: { id: true, ...unknown } };
  resources.push({ address: `${type}.added`, mode: "managed", type, change });
}
