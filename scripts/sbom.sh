#!/usr/bin/env bash
# Writes what is in a release: sbom.cdx.json for the package with all that npm installs beside it, in CycloneDX.
# Usage: scripts/sbom.sh [folder]
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-.}
npm sbom --sbom-format cyclonedx --omit dev --package-lock-only >"$folder/sbom.cdx.json"
node -e '
  const { components } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  if (!(components.length > 0)) throw new Error("sbom: expected components, found none");
  console.log(`sbom: ${components.length} components in ${process.argv[1]}`);
' "$folder/sbom.cdx.json"
