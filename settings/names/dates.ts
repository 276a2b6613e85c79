import type { ValueRule } from "../problem";

export const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** A calendar day in the form of ISO 8601. */
export const dateRule: ValueRule = (text) => {
  const isDay = DATE_PATTERN.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
  return isDay ? undefined : { expected: "a day such as 2027-03-31" };
};
