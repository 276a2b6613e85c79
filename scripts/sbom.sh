#!/usr/bin/env bash
# Writes what is in a release: sbom.cdx.json for the package with all that npm installs beside it, in CycloneDX.
# Usage: scripts/sbom.sh [folder]
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-.}
npm sbom --sbom-format cyclonedx --omit dev --package-lock-only >"$folder/sbom.cdx.json"
components=$(grep -c '"bom-ref"' "$folder/sbom.cdx.json")
[ "$components" -gt 1 ] || {
  echo "sbom: expected components, found none" >&2
  exit 1
}
echo "sbom: $components entries in $folder/sbom.cdx.json"
