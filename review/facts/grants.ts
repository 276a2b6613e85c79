import { addTo } from "../../lib/group-by";
import { listOf } from "../model/describe";
import { literalStart, matchesPattern } from "../../inbound/iam-pattern";
import { valuesAt, canonical, isList, isObject, type Json } from "../model/json";

/** One permission of an IAM policy document, for one principal, action and resource. */
export interface Grant {
  readonly effect: "Allow" | "Deny";
  /** `*` for all principals; empty in a policy that is attached to a principal. */
  readonly principal: string;
  /** Lower case, as IAM compares it. */
  readonly action: string;
  readonly resource: string;
  /** Conditions of the statement, each `Operator key value`. */
  readonly conditions: readonly string[];
}

/** Paths of policy documents in the values of resources. */
export const DOCUMENT_PATHS = ["policy", "assume_role_policy", "inline_policy.policy"];

/** The grants of a policy document. `NotAction` and the like count as everything, so that a grant is reported too wide rather than missed. */
export function grantsOf(document: Json | undefined): Grant[] {
  return valuesAt(document, "Statement").flatMap((statement) => {
    if (!isObject(statement)) return [];
    const effect = statement.Effect === "Deny" ? "Deny" : "Allow";
    const alternatives = conditionsOf(statement.Condition);
    return principalsOf(statement.NotPrincipal === undefined ? statement.Principal : "*").flatMap((principal) =>
      items(statement.Action ?? "*").flatMap((action) =>
        items(statement.Resource ?? "*").flatMap((resource) =>
          alternatives.map((conditions): Grant => {
            return { effect, principal, action: action.toLowerCase(), resource, conditions };
          }),
        ),
      ),
    );
  });
}

/** Whether `wide` includes everything that `narrow` grants. */
export function grantCovers(wide: Grant, narrow: Grant): boolean {
  return (
    wide.effect === narrow.effect &&
    coversPrincipal(wide.principal, narrow.principal) &&
    matchesPattern(wide.action, narrow.action) &&
    matchesPattern(wide.resource, narrow.resource) &&
    wide.conditions.every((condition) => narrow.conditions.includes(condition))
  );
}

/** The root principal of an account includes every principal of that account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function coversPrincipal(wide: string, narrow: string): boolean {
  const [, account] = /^(arn:aws:iam::\d+:)root$/.exec(wide) ?? [];
  return wide === "*" || wide === narrow || (account !== undefined && narrow.startsWith(account));
}

/** The grants of `some` that no grant in `others` covers. */
export function uncovered(some: readonly Grant[], others: readonly Grant[]): Grant[] {
  const canonicalOthers = new Set(others.map((grant) => canonical({ ...grant })));
  const wide = byLiteralStart(others);
  return some.filter((grant) => {
    if (canonicalOthers.has(canonical({ ...grant }))) return false;
    return !wide.some(([length, starts]) =>
      starts.get(grant.resource.slice(0, length))?.some((other) => grantCovers(other, grant)),
    );
  });
}

/** Grants by length and text of the literal start of their resource: a lookup stays fast for thousands of grants. */
function byLiteralStart(grants: readonly Grant[]): [length: number, starts: Map<string, Grant[]>][] {
  const groups = new Map<number, Map<string, Grant[]>>();
  for (const grant of grants) {
    const start = literalStart(grant.resource);
    const starts = groups.get(start.length) ?? new Map<string, Grant[]>();
    groups.set(start.length, starts);
    addTo(starts, start, grant);
  }
  return [...groups];
}

/** Describes the grants that a policy document no longer has, and its new denials. */
export function narrowed(before: Json | undefined, after: Json | undefined, counts = (_: Grant) => true): string[] {
  const lost = uncovered(grantsWith("Allow", before), grantsWith("Allow", after));
  return describeGrants([...lost, ...newlyDenied(before, after)].filter(counts));
}

/** The denials of a policy document that the document before has not. */
export function newlyDenied(before: Json | undefined, after: Json | undefined): Grant[] {
  return uncovered(grantsWith("Deny", after), grantsWith("Deny", before));
}

/** The permissions or the denials of a policy document. */
export function grantsWith(effect: Grant["effect"], document: Json | undefined): Grant[] {
  return grantsOf(document).filter((grant) => grant.effect === effect);
}

const MAX_LISTED_RESOURCES = 3;

/**
 * Describes grants, such as `s3:getobject on arn:aws:s3:::mail/*`; one text for all resources of the same permission.
 */
export function describeGrants(grants: readonly Grant[]): string[] {
  const resources = new Map<string, string[]>();
  for (const { principal, action, resource, conditions } of grants) {
    const who = principal === "" ? "" : `${principal === "*" ? "everybody" : principal}: `;
    const key = canonical([`${who}${action} on `, conditions.length === 0 ? "" : ` if ${conditions.join(" and ")}`]);
    addTo(resources, key, resource);
  }
  return [...resources].map(([key, on]) => (JSON.parse(key) as string[]).join(listOf(on, MAX_LISTED_RESOURCES)));
}

function principalsOf(principal: Json | undefined): string[] {
  if (principal === undefined || principal === null) return [""];
  if (!isObject(principal)) return items(principal);
  return Object.entries(principal).flatMap(([kind, who]) =>
    items(who).map((name) => (name === "*" ? "*" : kind === "AWS" ? name : `${kind} ${name}`)),
  );
}

/**
 * The ways to meet a condition, each a list of conditions. A listing is allowed for each of several key prefixes alone, so that
 * one prefix more or less is one grant more or less.
 */
function conditionsOf(condition: Json | undefined): string[][] {
  if (!isObject(condition)) return [[]];
  const each = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, value]) => {
      const values = isOneOf(operator, key) ? items(value) : [items(value).join(", ")];
      return values.map((text) => `${operator} ${key} ${text}`);
    }),
  );
  return each.reduce<string[][]>((ways, one) => ways.flatMap((way) => one.map((text) => [...way, text])), [[]]);
}

const isOneOf = (operator: string, key: string): boolean =>
  /^String(?:Equals|Like)$/.test(operator) && key.toLowerCase() === "s3:prefix";

function items(value: Json | undefined): string[] {
  return (isList(value) ? value : [value]).map((item) => (typeof item === "string" ? item : canonical(item)));
}
