import { valuesAt, canonical, isObject, text, type Json, type JsonObject } from "../model/json";

/** The objects of a lifecycle rule: those whose keys begin with `prefix` and that match `rest`. */
interface Scope {
  readonly prefix: string;
  /** Tags and sizes as JSON; `{}` if there are none. */
  readonly rest: string;
}

/** The time after which S3 acts on the objects of a scope. */
export interface Span {
  readonly scope: Scope;
  /** 0 for a date: after the date S3 acts on each object as soon as the object exists. */
  readonly days: number;
  /** The date of the action, such as `2027-01-01T00:00:00Z`. */
  readonly date: string | undefined;
}

/** The spans of a lifecycle configuration's enabled rules, read from the actions at a path such as `expiration`. */
export function spansOf(
  values: JsonObject | undefined,
  path: string,
  read: (action: Json) => Pick<Span, "days" | "date"> | undefined,
): Span[] {
  const rules = valuesAt(values, "rule").filter((rule) => text(rule, "status") !== "Disabled");
  return rules.flatMap((rule) =>
    valuesAt(rule, path).flatMap((action) => {
      const span = read(action);
      return span === undefined ? [] : [{ ...span, scope: scopeOf(rule) }];
    }),
  );
}

/** The spans after a change that end sooner for the same objects than before, each with the span before (`undefined` if there was none). */
export function shortenedSpans(
  before: readonly Span[],
  after: readonly Span[],
): [span: Span, former: Span | undefined][] {
  return after.flatMap((span): [Span, Span | undefined][] => {
    const [former] = before.filter(({ scope }) => covers(scope, span.scope)).sort(soonerFirst);
    return former === undefined || soonerFirst(span, former) < 0 ? [[span, former]] : [];
  });
}

function soonerFirst(left: Span, right: Span): number {
  if (left.days !== right.days) return left.days - right.days;
  const [a, b] = [left.date ?? "", right.date ?? ""];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html */
function scopeOf(rule: Json): Scope {
  // The older form has `prefix` in the rule itself; a filter with several criteria has them in `and`.
  const [filter] = valuesAt(rule, "filter");
  const [and] = valuesAt(filter, "and");
  const { prefix: _, and: __, ...rest } = { ...object(filter), ...object(and) };
  const prefix = [and, filter, rule].map((part) => text(part, "prefix")).find((value) => value !== undefined);
  return { prefix: prefix ?? "", rest: canonical(rest) };
}

function covers(wide: Scope, narrow: Scope): boolean {
  return narrow.prefix.startsWith(wide.prefix) && (wide.rest === "{}" || wide.rest === narrow.rest);
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
