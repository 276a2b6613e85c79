#!/usr/bin/env bash
# Unpacks Debian's Exim, a sender of the outage test, into a cache and prints the path. Exim is not installed, because Debian allows
# only one installed mail server, and the tests need Postfix. A second run only prints the path. Needs root and apt.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/exim
exim=$cache/usr/sbin/exim4

mkdir -p "$(dirname "$cache")"
exec 9>"$cache.lock"
flock 9
if [ ! -x "$exim" ]; then
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  chmod 755 "$download"
  (cd "$download" && apt-get download -q exim4-daemon-light >&2)
  # Install the libraries; the other dependencies would replace Postfix.
  libraries=$(dpkg-deb --field "$download"/*.deb Depends | tr ',|' '\n' | awk '/^ *lib/ {print $1}')
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $libraries >&2
  dpkg-deb --extract "$download"/*.deb "$cache.new"
  rm -rf "$cache"
  mv "$cache.new" "$cache"
fi
echo "$exim"
