// npm run deb: makes dist/standby-mx_<version>_all.deb, the same bytes from the same sources. Needs dpkg-deb, a part of Debian.
// The package contains the files that `standby-mx install` writes, at Debian's paths, and the files that Debian requires.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
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
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { copyright } from "./copyright.mjs";

const DEBIAN_REVISION = 1;
const MAINTAINER = "standby-mx maintainers <maintainers@standby-mx.invalid>";

const { version: upstream } = JSON.parse(readFileSync("package.json", "utf8"));
const version = `${process.env.DEB_VERSION ?? upstream}-${DEBIAN_REVISION}`;
const epoch = process.env.SOURCE_DATE_EPOCH ?? timeOfLastCommit();
const packages = JSON.parse(readFileSync("dist/bundled-packages.json", "utf8"));

const tree = mkdtempSync(join(tmpdir(), "standby-mx-deb-"));
try {
  const env = { ...process.env, SOURCE_DATE_EPOCH: epoch };
  execFileSync(process.execPath, ["dist/standby-mx.js", "install", "--for-package", "--root", tree], { env });
  mkdirSync(join(tree, "usr/bin"));
  symlinkSync("../lib/standby-mx/standby-mx.js", join(tree, "usr/bin/standby-mx"));
  writeCompressed("usr/share/man/man1/standby-mx.1", readFileSync(join(tree, "usr/share/man/man1/standby-mx.1")));
  rmSync(join(tree, "usr/share/man/man1/standby-mx.1"));

  const doc = "usr/share/doc/standby-mx";
  write(`${doc}/copyright`, copyright(packages));
  write(`${doc}/sbom.cdx.json`, readFileSync("dist/bundle-sbom.cdx.json"));
  write(`${doc}/examples/standby-mx.yaml`, readFileSync("standby-mx.example.yaml"));
  writeCompressed(`${doc}/changelog`, readFileSync("CHANGELOG.md"));
  writeCompressed(`${doc}/changelog.Debian`, debianChangelog());
  writeCompressed(`${doc}/NEWS.Debian`, readFileSync("scripts/deb/debian/NEWS"));
  write("usr/share/lintian/overrides/standby-mx", readFileSync("scripts/deb/debian/lintian-overrides"));

  chmodSync(tree, 0o755);
  write("DEBIAN/md5sums", checksums());
  for (const script of ["postinst", "prerm", "postrm"]) {
    cpSync(join("scripts/deb/debian", script), join(tree, "DEBIAN", script));
    chmodSync(join(tree, "DEBIAN", script), 0o755);
  }
  write("DEBIAN/control", readFileSync("scripts/deb/debian/control", "utf8").replace("@VERSION@", version));

  // dpkg-deb lowers every later time to SOURCE_DATE_EPOCH. All files are new, so this sets all times.
  const output = join(process.argv[2] ?? "dist", `standby-mx_${version}_all.deb`);
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zxz", "--build", tree, output], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  console.log(output);
} finally {
  rmSync(tree, { recursive: true });
}

function write(path, content) {
  mkdirSync(join(tree, dirname(path)), { recursive: true });
  writeFileSync(join(tree, path), content);
  chmodSync(join(tree, path), 0o644);
}

function writeCompressed(path, content) {
  write(`${path}.gz`, gzipSync(content, { level: 9 }));
}

function debianChangelog() {
  const date = new Date(Number(epoch) * 1000).toUTCString().replace("GMT", "+0000");
  return `standby-mx (${version}) unstable; urgency=medium

  * New upstream version, see changelog.gz.

 -- ${MAINTAINER}  ${date}
`;
}

function checksums() {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(tree.length + 1))
    .filter((path) => !path.startsWith("DEBIAN/"))
    .sort();
  return execFileSync("md5sum", files, { cwd: tree, encoding: "utf8" });
}

function timeOfLastCommit() {
  try {
    return execFileSync("git", ["log", "-1", "--format=%ct"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    // Not a clone: package.json has the time of the sources.
    return String(Math.floor(statSync("package.json").mtimeMs / 1000));
  }
}
