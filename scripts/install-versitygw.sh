#!/usr/bin/env bash
# Builds versitygw, the real S3 server of the system suite and the benches, into a cache outside the repository and prints
# its path. A second run only prints the path. Needs Go (versitygw is released as source; Debian has no package).
set -euo pipefail

version=v1.8.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/versitygw-$version

if [ ! -x "$cache/versitygw" ]; then
  command -v go >/dev/null || {
    echo "install-versitygw: Go is not installed, and versitygw is built from source; install Go 1.25 or later" >&2
    exit 1
  }
  echo "install-versitygw: building $version, which takes about two minutes" >&2
  GOBIN=$cache go install "github.com/versity/versitygw/cmd/versitygw@$version" >&2
fi
echo "$cache/versitygw"
