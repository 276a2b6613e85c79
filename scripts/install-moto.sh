#!/usr/bin/env bash
# Installs moto's server, an emulator of AWS, for the system suite: into a virtual environment outside the repository, whose
# moto_server it prints. A second run only prints the path. --check only tells, by its exit code, whether it is there or could be.
# What is installed is pinned by hash in fixtures/moto/requirements.txt, whose first lines say how that file is made.
set -euo pipefail

requirements=$(dirname "$0")/../fixtures/moto/requirements.txt
cache=${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/moto-$(sha256sum "$requirements" | cut -c 1-12)
# Made last, so that an interrupted installation is begun anew.
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
