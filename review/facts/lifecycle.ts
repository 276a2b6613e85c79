import { all, canonical, isObject, text, type Json, type JsonObject } from "../model/json";

/** Which objects a lifecycle rule is about: all whose keys begin with `prefix`, and of them those that match `rest`. */
interface Scope {
  readonly prefix: string;
  /** Tags and sizes as JSON; `{}` if there are none. */
  readonly rest: string;
}

/** From when on S3 does something to the objects of a scope. */
export interface Span {
  readonly scope: Scope;
  /** A date counts as no days at all: once it has come, S3 goes on with every object as soon as it is there. */
  readonly days: number;
  /** Such as `2027-01-01T00:00:00Z`. */
  readonly date: string | undefined;
}

/** The spans of a lifecycle configuration that are in force, of what stands at a path such as `expiration`. */
export function spansOf(
  values: JsonObject | undefined,
  path: string,
  read: (action: Json) => Pick<Span, "days" | "date"> | undefined,
): Span[] {
  const rules = all(values, "rule").filter((rule) => text(rule, "status") !== "Disabled");
  return rules.flatMap((rule) =>
    all(rule, path).flatMap((action) => {
      const span = read(action);
      return span === undefined ? [] : [{ ...span, scope: scopeOf(rule) }];
    }),
  );
}

/** The spans of `fresh` that end sooner than what `old` has for all their objects, which is `undefined` for nothing. */
export function shortened(before: readonly Span[], after: readonly Span[]): [span: Span, former: Span | undefined][] {
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
  // What is not in the filter stands in the rule itself in the older form; `and` holds what the filter else would.
  const [filter] = all(rule, "filter");
  const [and] = all(filter, "and");
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
