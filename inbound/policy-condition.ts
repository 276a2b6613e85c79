import type { OneOrMore } from "./applied-rules";
import { matchesPattern } from "./iam-pattern";
import { lookupTable } from "../lib/lookup-table";

/** The values of a request's condition keys, by key in lower case; an absent key has no entry. */
export type RequestContext = Readonly<Record<string, string>>;

/** A condition operator that this endpoint does not support; a policy that uses it cannot be evaluated. */
export class UnknownOperatorError extends Error {}

type Comparator = (value: string, pattern: string) => boolean;

const COMPARATORS = lookupTable<Comparator>({
  StringEquals: (value, pattern) => value === pattern,
  StringEqualsIgnoreCase: (value, pattern) => value.toLowerCase() === pattern.toLowerCase(),
  StringLike: (value, pattern) => matchesPattern(pattern, value),
  // ArnEquals and ArnLike behave identically, says AWS, and a wildcard does not match a colon.
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  Bool: (value, pattern) => value.toLowerCase() === pattern.toLowerCase(),
  NumericEquals: (value, pattern) => Number(value) === Number(pattern),
  NumericLessThan: (value, pattern) => Number(value) < Number(pattern),
  NumericLessThanEquals: (value, pattern) => Number(value) <= Number(pattern),
  NumericGreaterThan: (value, pattern) => Number(value) > Number(pattern),
  NumericGreaterThanEquals: (value, pattern) => Number(value) >= Number(pattern),
});

/**
 * Whether one condition of a policy statement holds for a request: one of the patterns matches, or, for a negated operator, none.
 * An absent key fails a condition, except with a negated operator or an operator that ends in `IfExists`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionHolds(operator: string, key: string, patterns: OneOrMore, request: RequestContext): boolean {
  const value = request[key.toLowerCase()];
  const patternList = typeof patterns === "string" ? [patterns] : patterns;
  if (operator === "Null")
    return patternList.some((isNull) => (isNull.toLowerCase() === "true") === (value === undefined));

  const [, name = "", ifExists] = /^(.*?)(IfExists)?$/.exec(operator) ?? [];
  const negated = /^(String|Arn|Numeric)Not/.test(name);
  const compare = COMPARATORS[name.replace("Not", "")];
  if (compare === undefined) throw new UnknownOperatorError(operator);
  if (value === undefined) return negated || ifExists !== undefined;
  return patternList.some((pattern) => compare(value, pattern)) !== negated;
}

function isArnLike(value: string, pattern: string): boolean {
  const parts = arnParts(pattern);
  const given = arnParts(value);
  return parts.length === given.length && parts.every((part, i) => matchesPattern(part, given[i] ?? ""));
}

/** The first five parts of an ARN, which end at colons, and the rest. */
function arnParts(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
