import { sideBySide } from "./simulation/side-by-side";

test("of two importers that begin at once in a new Maildir, one delivers", async () => {
  expect([...(await sideBySide())]).toEqual([]);
});
