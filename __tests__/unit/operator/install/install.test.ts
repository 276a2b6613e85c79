import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InstalledFile } from "../../../../operator/install/files";
import { install, uninstall, type FileChange } from "../../../../operator/install/install";
import { MANIFEST_PATH } from "../../../../operator/install/manifest";

const program: InstalledFile = { path: "/usr/local/bin/standby-mx", mode: 0o755, content: "#!/bin/sh\n" };
const unit: InstalledFile = { path: "/etc/systemd/system/standby-mx.service", mode: 0o644, content: "[Service]\n" };
const unitOfNext = { ...unit, content: "[Service]\nUMask=0077\n" };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "install-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const textOf = ({ path }: InstalledFile) => readFileSync(join(root, path), "utf8");
const changes = (all: readonly FileChange[]) => all.map(({ change }) => change);

describe("install", () => {
  test("writes and reports each file, with its mode", () => {
    expect(changes(install(root, "1", [program, unit]))).toEqual(["written", "written"]);
    expect(statSync(join(root, program.path)).mode & 0o777).toBe(0o755);
    expect(textOf(unit)).toBe(unit.content);
  });

  test("changes nothing the second time", () => {
    install(root, "1", [program, unit]);
    expect(changes(install(root, "1", [program, unit]))).toEqual(["unchanged", "unchanged"]);
  });

  test("replaces an unedited file", () => {
    install(root, "1", [unit]);
    expect(changes(install(root, "2", [unitOfNext]))).toEqual(["replaced"]);
    expect(textOf(unit)).toBe(unitOfNext.content);
  });

  test("does not change an edited file, also the second time", () => {
    install(root, "1", [unit]);
    writeFileSync(join(root, unit.path), "mine");
    expect(changes(install(root, "2", [unitOfNext]))).toEqual(["edited"]);
    expect(changes(install(root, "3", [unitOfNext]))).toEqual(["edited"]);
    expect(textOf(unit)).toBe("mine");
  });

  test.each(["a file of another program", "a link"])("does not replace %s at its path", (kind) => {
    mkdirSync(join(root, "/usr/local/bin"), { recursive: true });
    writeFileSync(join(root, "other"), "other");
    if (kind === "a link") symlinkSync(join(root, "other"), join(root, program.path));
    else writeFileSync(join(root, program.path), "other");
    expect(changes(install(root, "1", [program]))).toEqual(["edited"]);
    expect(changes(uninstall(root))).toEqual([]);
    expect(textOf(program)).toBe("other");
  });

  test("leaves no partial file if a write fails", () => {
    expect(() => install(root, "1", [{ ...unit, mode: NaN }])).toThrow(/mode.*NaN/);
    expect(readdirSync(join(root, "/etc/systemd/system"))).toEqual([]);
  });

  test("removes files that a later version does not have", () => {
    install(root, "1", [program, unit]);
    expect(install(root, "2", [program])).toContainEqual({ path: unit.path, change: "removed" });
    expect(readdirSync(join(root, "/etc/systemd/system"))).toEqual([]);
  });
});

describe("uninstall", () => {
  test("removes the installed files and their list", () => {
    install(root, "1", [program, unit]);
    expect(changes(uninstall(root))).toEqual(["removed", "removed"]);
    expect(() => statSync(join(root, MANIFEST_PATH))).toThrow("ENOENT");
    expect(uninstall(root)).toEqual([]);
  });

  test("does not remove an edited file, and names it", () => {
    install(root, "1", [program, unit]);
    writeFileSync(join(root, unit.path), "mine");
    expect(uninstall(root)).toContainEqual({ path: unit.path, change: "edited" });
    expect(textOf(unit)).toBe("mine");
  });

  test("refuses a foreign list; after the advice of the error all is removed", () => {
    install(root, "1", [program, unit]);
    writeFileSync(join(root, MANIFEST_PATH), "{}");
    expect(() => uninstall(root)).toThrow("remove it, then run standby-mx install");
    rmSync(join(root, MANIFEST_PATH));
    expect(changes(install(root, "1", [program, unit]))).toEqual(["unchanged", "unchanged"]);
    expect(changes(uninstall(root))).toEqual(["removed", "removed"]);
  });
});
