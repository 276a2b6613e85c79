import { closeSync, fstatSync, openSync } from "node:fs";
import { withPriority } from "../../../lib/journal-priority";

test("lines get a priority only if the descriptor is the journal's stream", () => {
  const descriptor = openSync("/dev/null", "w");
  const { dev, ino } = fstatSync(descriptor);
  const stream = `${dev}:${ino}`;
  expect(withPriority(["a", "b"], "warning", descriptor, stream)).toEqual(["<4>a", "<4>b"]);
  expect(withPriority(["a"], "error", descriptor, stream)).toEqual(["<3>a"]);
  expect(withPriority(["a"], "error", descriptor, `${dev}:${ino}0`)).toEqual(["a"]);
  expect(withPriority(["a"], "error", descriptor, undefined)).toEqual(["a"]);
  closeSync(descriptor);
  expect(withPriority(["a"], "error", descriptor, stream)).toEqual(["a"]);
});
