#!/usr/bin/env bash
# Installs moto's server, an emulator of AWS, for the system suite: into a virtual environment outside the repository, whose
# moto_server it prints. A second run only prints the path. --check only tells, by its exit code, whether it is there or could be.
set -euo pipefail

version=5.2.5
cache=${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/moto-$version

if [ "${1:-}" = --check ]; then
  [ -x "$cache/bin/moto_server" ] || python3 -c 'import ensurepip, venv' 2>/dev/null
  exit
fi

if [ ! -x "$cache/bin/moto_server" ]; then
  python3 -m venv "$cache" >&2
  "$cache/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$version" >&2
fi
echo "$cache/bin/moto_server"
