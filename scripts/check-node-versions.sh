#!/usr/bin/env bash
# Runs the drill and some tests under the other supported releases of Node, from the npm package "node". The tests cover
# what differs between releases: loading the bundle, threads, worker processes, TLS, the file system.
set -euo pipefail
cd "$(dirname "$0")/.."

versions=(22 24)
tests=(
  __tests__/process/cli/closed-output.test.ts
  __tests__/process/importer/systemd-credentials.test.ts
  __tests__/system/owners.test.ts
)
# Only two tests of owners.test.ts: the others take as long as the rest of this script.
titles="as head does|as a service of systemd|a worker has its user's rights|one vmail user"

folder=$(mktemp -d)
# Some tests run Node as other users.
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
  # Since Node 22 compiled code is kept: the second run reads the files that the first run wrote.
  mkdir "$folder/$version/cache"
  for _ in 1 2; do
    CACHE_DIRECTORY=$folder/$version/cache "$node" dist/standby-mx.js check --settings standby-mx.example.yaml >/dev/null
  done
  [ -n "$(ls "$folder/$version/cache")" ]
  "$node" node_modules/jest/bin/jest.js -i "${tests[@]}" -t "$titles"
done
