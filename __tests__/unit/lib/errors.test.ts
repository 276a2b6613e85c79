import { getSystemErrorName } from "node:util";
import { codeOf, messageOf } from "../../../lib/errors";

describe.each([
  [122, "EDQUOT", "disk quota exceeded"],
  [116, "ESTALE", "stale file handle"],
  [117, "EUCLEAN", "structure needs cleaning"],
])("error %i, which Node has no name for", (number, code, text) => {
  const name = getSystemErrorName(-number);

  test.each([
    ["an asynchronous", name, name],
    ["a synchronous", "UNKNOWN", "unknown error"],
  ])("has its name after %s call", (_, nodeCode, nodeText) => {
    const message = `${nodeCode}: ${nodeText}, rename '/a' -> '/b'`;
    const error = Object.assign(new Error(message), { errno: -number, code: nodeCode, syscall: "rename" });
    expect([codeOf(error), messageOf(error)]).toEqual([code, `${code}: ${text}, rename '/a' -> '/b'`]);
  });
});

test("an error number that is not in the table stays unchanged", () => {
  const name = "Unknown system error -999";
  const error = Object.assign(new Error(`${name}: ${name}, open`), { errno: -999, code: name });
  expect([codeOf(error), messageOf(error)]).toEqual([name, error.message]);
});
