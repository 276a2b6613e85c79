#!/usr/bin/env bash
# Runs the example projects of the testing kit (jest, vitest, node --test, Python) with the packed package, in a folder outside the
# repository. scripts/check-package.sh passes a folder in which the package is already installed. Needs moto (scripts/install-moto.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

moto_server=$(bash scripts/install-moto.sh)
folder=${1:-} package=()
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  npm run --silent bundle
  npm pack --silent --ignore-scripts --pack-destination "$folder" >/dev/null
  package=("$folder"/standby-mx-*.tgz)
  echo '{}' >"$folder/package.json"
fi

cp -r examples/testing-kit "$folder"
cd "$folder"
npm pkg set 'workspaces[]=testing-kit/*'
# One installation for all projects, because npm needs seconds to read the tree of packages.
npm install --no-audit --no-fund --loglevel=error --prefer-offline "${package[@]}"

export MOTO_SERVER=$moto_server STANDBY_MX="$folder/node_modules/.bin/standby-mx"
for project in jest vitest node-test; do
  echo "check-kit: $project"
  npm test --silent --workspace "testing-kit-$project"
done
echo "check-kit: python"
"$(dirname "$moto_server")/python" testing-kit/python/test_inbound.py
