import { getSystemErrorName } from "node:util";
import { codeOf, messageOf } from "../../../lib/errors";

test.each([
  [122, "EDQUOT", "disk quota exceeded"],
  [116, "ESTALE", "stale file handle"],
  [117, "EUCLEAN", "structure needs cleaning"],
])("error %i, which Node has no name for, is %s", (number, code, text) => {
  const name = getSystemErrorName(-number);
  const error = Object.assign(new Error(`${name}: ${name}, rename '/a' -> '/b'`), { code: name, syscall: "rename" });
  expect([codeOf(error), messageOf(error)]).toEqual([code, `${code}: ${text}, rename '/a' -> '/b'`]);
});

test("an error number that is not in the table stays unchanged", () => {
  const name = "Unknown system error -999";
  const error = Object.assign(new Error(`${name}: ${name}, open`), { code: name });
  expect([codeOf(error), messageOf(error)]).toEqual([name, error.message]);
});
