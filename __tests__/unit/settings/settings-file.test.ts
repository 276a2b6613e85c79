import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettingsFile } from "../../../settings/settings-file";

let own: string;
let server: string;
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), "own-"));
  server = mkdtempSync(join(tmpdir(), "etc-"));
});
afterEach(() => [own, server].forEach((directory) => rmSync(directory, { recursive: true })));

const write = (directory: string) => writeFileSync(join(directory, "standby-mx.yaml"), "");

describe("the settings that a command reads when none are named", () => {
  test("are those of the working directory, even where the server has some", () => {
    write(own);
    write(server);
    expect(defaultSettingsFile(own, server)).toBe(join(own, "standby-mx.yaml"));
  });

  test("are those of the server where the working directory has none", () => {
    write(server);
    expect(defaultSettingsFile(own, server)).toBe(join(server, "standby-mx.yaml"));
  });

  test("are named for the working directory where there are none at all", () => {
    expect(defaultSettingsFile(own, server)).toBe(join(own, "standby-mx.yaml"));
    expect(defaultSettingsFile()).toBe("standby-mx.yaml");
  });
});
