#!/usr/bin/env bash
# Builds versitygw, the S3 server of the integration and system suites and the benches, into a cache outside the repository and prints
# the path. A second run only prints the path. Needs Go, because Debian has no package of versitygw.
# --check only reports, by its exit code, whether versitygw is or can be built.
set -euo pipefail

version=v1.8.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/versitygw-$version

if [ "${1:-}" = --check ]; then
  [ -x "$cache/versitygw" ] || command -v go >/dev/null
  exit
fi

if [ ! -x "$cache/versitygw" ]; then
  command -v go >/dev/null || {
    echo "install-versitygw: Go is not installed, and versitygw is built from source; install Go 1.25 or later" >&2
    exit 1
  }
  echo "install-versitygw: building $version, which takes about two minutes" >&2
  GOBIN=$cache go install "github.com/versity/versitygw/cmd/versitygw@$version" >&2
fi
echo "$cache/versitygw"
