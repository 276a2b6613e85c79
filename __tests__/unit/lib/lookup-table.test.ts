import { exitCodeOfError } from "../../../lib/exit-codes";
import { lookupTable } from "../../../lib/lookup-table";
import { wordsOfHtml } from "../../../operator/status/held/html-words";
import { s3Error } from "../../../store/s3-errors";

/** Names of properties that every ordinary object has. */
const names = [...Object.getOwnPropertyNames(Object.prototype)];

test.each(names)("no table has a value for %s", (name) => {
  expect(lookupTable({ a: 1 })[name]).toBeUndefined();
  const error = Object.assign(new Error("no"), { name });
  expect(exitCodeOfError(error)).toBe(70);
  expect(s3Error(error, "read")).toMatchObject({ kind: "unavailable", message: `cannot read: ${name}: no` });
  expect(wordsOfHtml(`&${name};`)).toBe(`&${name};`);
});
