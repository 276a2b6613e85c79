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

describe("the default settings file of a command", () => {
  test("is in the working directory, even if the server has settings", () => {
    write(own);
    write(server);
    expect(defaultSettingsFile(own, server)).toBe(join(own, "standby-mx.yaml"));
  });

  test("is that of the server if the working directory has none", () => {
    write(server);
    expect(defaultSettingsFile(own, server)).toBe(join(server, "standby-mx.yaml"));
  });

  test("is named for the working directory if neither exists", () => {
    expect(defaultSettingsFile(own, server)).toBe(join(own, "standby-mx.yaml"));
    expect(defaultSettingsFile()).toBe("standby-mx.yaml");
  });
});
