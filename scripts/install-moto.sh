#!/usr/bin/env bash
# Installs moto, an emulator of AWS for the system suite, into a virtual environment outside the repository, and prints the path of
# moto_server. A second run only prints the path. --check only reports, by its exit code, whether moto is or can be installed.
# fixtures/moto/requirements.txt pins the packages by hash; its first lines say how to make the file again.
set -euo pipefail

requirements=$(dirname "$0")/../fixtures/moto/requirements.txt
cache=${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/moto-$(sha256sum "$requirements" | cut -c 1-12)
# Made last, so that an interrupted installation starts again.
complete=$cache/complete

if [ "${1:-}" = --check ]; then
  [ -e "$complete" ] || python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
  exit
fi

mkdir -p "$(dirname "$cache")"
exec 9>"$cache.lock"
flock 9
if [ ! -e "$complete" ]; then
  python3 -m venv --clear "$cache" >&2
  "$cache/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements" >&2
  touch "$complete"
fi
echo "$cache/bin/moto_server"
