import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadSettings } from "../../../settings/load";

const directory = resolve(__dirname, "../../../fixtures/upgrading");
const files = readdirSync(directory).filter((name) => name.startsWith("settings-"));

test.each(files)("%s, of an earlier version, loads", async (name) => {
  const { settings } = await loadSettings(join(directory, name));
  expect(settings.mailboxes).not.toEqual([]);
});
