#!/usr/bin/env bash
# Installs the packages of package-lock.json, like npm ci. npm ci first deletes all packages, which takes half a minute. If npm has
# nothing to do, this script only runs the script "prepare" of package.json, as npm ci does at its end.
set -euo pipefail
cd "$(dirname "$0")/.."

quiet=(--no-audit --no-fund)
if npm ci --dry-run --ignore-scripts "${quiet[@]}" 2>&1 | grep "^up to date" >/dev/null; then
  echo "install-packages: all packages are installed"
  npm run --silent prepare
else
  npm ci "${quiet[@]}"
fi
