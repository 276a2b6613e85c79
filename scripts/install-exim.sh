#!/usr/bin/env bash
# Unpacks Debian's Exim, a second sender of the outage test, into a cache outside the system and prints its path. It cannot be installed,
# because Debian allows one mail server, and that is Postfix. A second run only prints the path. Needs root and apt.
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
  # Its libraries can be installed; what else it depends on belongs to a mail server.
  libraries=$(dpkg-deb --field "$download"/*.deb Depends | tr ',|' '\n' | awk '/^ *lib/ {print $1}')
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $libraries >&2
  dpkg-deb --extract "$download"/*.deb "$cache.new"
  rm -rf "$cache"
  mv "$cache.new" "$cache"
fi
echo "$exim"
