import { Lazy } from "cdktf";
import { withoutCreationStacks } from "../../../stacks/without-creation-stacks";

const token = () => Lazy.anyValue({ produce: () => "x" });

test("a token has no stack trace, an error has its own", () => {
  let error = new Error();
  let made = token();
  expect(made.creationStack).not.toEqual([]);
  withoutCreationStacks(() => {
    made = token();
    error = new Error("boom");
    expect(error.stack).toMatch(/boom\n +at .*without-creation-stacks\.test\.ts/);
  });
  expect(made.creationStack).toEqual([]);
});

test("tokens have stack traces again after an error", () => {
  const fail = () => {
    throw new Error("boom");
  };
  expect(() => withoutCreationStacks(fail)).toThrow("boom");
  expect(token().creationStack).not.toEqual([]);
});
