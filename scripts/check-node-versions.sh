#!/usr/bin/env bash
# Runs the drill and some tests under the other releases of Node that an operator may have: the npm package "node" brings them.
# What they share is what differs between releases of Node: loading the bundle, threads, worker processes, TLS, the file system.
set -euo pipefail
cd "$(dirname "$0")/.."

versions=(22 24)
tests=(
  __tests__/process/cli/closed-output.test.ts
  __tests__/process/importer/systemd-credentials.test.ts
  __tests__/system/owners.test.ts
)
# Of the owners only those two: the others need as long as all else here.
titles="as head does|as a service of systemd|a worker has its user's rights|one vmail user"

folder=$(mktemp -d)
# The tests run Node as other users, too.
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
npm run --silent bundle
for version in "${versions[@]}"; do
  npm install --silent --no-audit --no-fund --prefix "$folder/$version" "node@$version"
  node=$folder/$version/node_modules/node/bin/node
  "$node" --version
  NO_COLOR=1 "$node" bin/standby-mx.js drill >"$folder/drill" 2>&1 || {
    tail -n 20 "$folder/drill" >&2
    exit 1
  }
  grep "^OK: " "$folder/drill"
  # Compiled code is kept from this release on: the second run reads what the first has written.
  mkdir "$folder/$version/cache"
  for _ in 1 2; do
    CACHE_DIRECTORY=$folder/$version/cache "$node" dist/standby-mx.js check --settings standby-mx.example.yaml >/dev/null
  done
  [ -n "$(ls "$folder/$version/cache")" ]
  "$node" node_modules/jest/bin/jest.js -i "${tests[@]}" -t "$titles"
done
