import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unitPaths } from "../../../../../operator/doctor/checks/home/unit-paths";
import type { DoctorContext } from "../../../../../operator/doctor/context";
import type { Finding } from "../../../../../operator/doctor/model";
import { packageLayout } from "../../../../../operator/install/layout";
import { units } from "../../../../../operator/install/units";
import { parseSettings } from "../../../../../settings/load";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "unit-paths-"));
  for (const [name, text] of Object.entries(units("/usr/bin/standby-mx")))
    write(`${packageLayout.units}/${name}`, text);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function enable(timer: string): void {
  const wants = join(root, "etc/systemd/system/timers.target.wants");
  mkdirSync(wants, { recursive: true });
  symlinkSync(join(packageLayout.units, timer.replace(/@[^.]+/, "@")), join(wants, timer));
}

async function look(maildirs: readonly string[], stateDirectory?: string): Promise<Finding> {
  const text = JSON.stringify({
    regions: ["eu-west-1"],
    domains: [{ name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" }],
    mailboxes: maildirs.map((maildir, at) => ({ user: `user${at}`, addresses: [`user${at}`], maildir })),
    ...(stateDirectory !== undefined && { importer: { stateDirectory } }),
  });
  const context = { root, settings: parseSettings(text, "test").settings } as DoctorContext;
  return (await unitPaths.look("this server", context, new AbortController().signal)) as Finding;
}

/** Follows the advice as an operator does, but below the root, where no systemd runs. */
function follow({ fix = "" }: Finding): void {
  execFileSync("sh", ["-ec", fix.replaceAll("/etc/", `${root}/etc/`).replace("systemctl daemon-reload", "true")]);
}

describe("the check unit-paths", () => {
  test("finds no fault with Maildirs at the usual places, or without units", async () => {
    enable("standby-mx.timer");
    expect(await look(["/home/alice/Maildir", "/var/vmail/bob"])).toMatchObject({
      status: "OK",
      found: "standby-mx.service",
    });
    rmSync(join(root, packageLayout.units), { recursive: true });
    expect(await look(["/data/alice"])).toMatchObject({ status: "OK", found: "no unit of systemd" });
  });

  test("advises a drop-in that solves the fault, also for a second mailbox", async () => {
    enable("standby-mx.timer");
    const first = await look(["/data/mail/alice", "/data/mail/bob", "/home/carol/Maildir"]);
    expect(first).toMatchObject({ status: "FAIL", found: "standby-mx.service hides, or makes read-only: /data/mail" });
    follow(first);
    expect((await look(["/data/mail/alice", "/data/mail/bob"])).status).toBe("OK");
    const more = await look(["/data/mail/alice", "/it's 100%/x", "/data/mail/bob"], "/var/lib/mail-import");
    expect(more.found).toMatch(/: \/it's 100%\/x, \/var\/lib\/mail-import$/);
    follow(more);
    follow(more);
    expect((await look(["/data/mail/alice", "/it's 100%/x"], "/var/lib/mail-import")).status).toBe("OK");
  });

  test("finds homes that the unit of one user hides", async () => {
    enable("standby-mx@vmail.timer");
    expect((await look(["/var/vmail/alice"])).status).toBe("OK");
    const found = await look(["/home/vmail/alice"]);
    expect(found).toMatchObject({
      status: "FAIL",
      found: "standby-mx@vmail.service hides, or makes read-only: the homes",
    });
    follow(found);
    expect((await look(["/home/vmail/alice"])).status).toBe("OK");
  });

  test("follows links, and reads drop-ins of the template", async () => {
    enable("standby-mx@vmail.timer");
    mkdirSync(join(root, "data/mail"), { recursive: true });
    mkdirSync(join(root, "var"), { recursive: true });
    symlinkSync(join(root, "data/mail"), join(root, "var/vmail"));
    mkdirSync(join(root, "data/mail/alice"));
    expect((await look(["/data/mail/alice"])).status).toBe("OK");
    write(
      "/etc/systemd/system/standby-mx@.service.d/own.conf",
      "[Service]\nReadWritePaths=\nReadWritePaths=/elsewhere\n",
    );
    expect((await look(["/data/mail/alice"])).status).toBe("FAIL");
  });
});
