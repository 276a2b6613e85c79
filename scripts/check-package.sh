#!/usr/bin/env bash
# check-package.sh [PACKAGE]: installs the package into an empty folder, like a user without a clone, and runs it there. Default: packs
# the sources first.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ $# = 0 ]; then
  npm pack --silent --pack-destination "$folder" >/dev/null
  set -- "$folder"/standby-mx-*.tgz
fi
package=$(realpath "$1")
mkdir "$folder/clean" && cd "$folder/clean"
npm install --no-audit --no-fund --loglevel=error "$package"

node "$root/scripts/check-sbom.mjs"
npx standby-mx --help | grep -q "^Set up:"
cp "$root/standby-mx.example.yaml" standby-mx.yaml
npx standby-mx check
mkdir head
sed '/- user: bob/,+1d' standby-mx.yaml >head/standby-mx.yaml
status=0
npx standby-mx review --base . --head head >review.txt || status=$?
head -n 1 review.txt
if [ "$status" != 2 ] || ! grep -q "^2 addresses lost: bob@example.org, robert.smith@example.org;" review.txt; then
  echo "check-package: expected exit code 2 and Bob's two addresses lost, found exit code $status" >&2
  exit 1
fi
# If CI is set, output has colours even in a file.
NO_COLOR=1 npx standby-mx drill >drill.txt 2>&1 || {
  tail -n 20 drill.txt >&2
  echo "check-package: expected the drill to lose nothing" >&2
  exit 1
}
grep "^OK: " drill.txt

bash "$root/scripts/check-kit.sh" "$PWD"

# On the mail server there are only Node and the bundle.
cp "$root/dist/standby-mx.js" "$folder/alone.js"
cd / && node "$folder/alone.js" check --settings "$root/standby-mx.example.yaml" >/dev/null
echo "check-package: the package installs and runs without a clone, the testing kit too, and the bundle runs alone"
