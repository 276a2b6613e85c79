#!/usr/bin/env bash
# scripts/deb/check-contents.sh DEB: checks the units, manual page and completions of the package by the programs that read them.
set -euo pipefail
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
dpkg-deb --extract "$1" "$tree"

units=$tree/usr/lib/systemd/system
# systemd-analyze verify looks for the command there.
sed -i "s#^ExecStart=/usr/bin/standby-mx#ExecStart=/bin/true#" "$units"/*.service
warnings=$(systemd-analyze verify --man=no "$units"/standby-mx.{service,timer} "$units"/standby-mx-watch.service "$units"/standby-mx{,-watch}@.service 2>&1 | grep -F "$units" || true)
[ -z "$warnings" ] || { echo "$warnings" >&2; exit 1; }
for kind in standby-mx standby-mx-watch; do
  cp "$units/$kind@.service" "$units/$kind@vmail.service"
  systemd-analyze security --offline=true --no-pager --threshold=30 "$units/$kind.service" | tail -n 1
  systemd-analyze security --offline=true --no-pager --threshold=15 "$units/$kind@vmail.service" | tail -n 1
done

page=$tree/usr/share/man/man1/standby-mx.1.gz
[ -z "$(man --warnings --local-file "$page" 2>&1 >/dev/null)" ]
mandoc -T lint "$page"

bash -n "$tree/usr/share/bash-completion/completions/standby-mx"
zsh -n "$tree/usr/share/zsh/vendor-completions/_standby-mx"
fish --no-execute "$tree/usr/share/fish/vendor_completions.d/standby-mx.fish"

# The bill of materials and the copyright file must name the same packages.
doc=$tree/usr/share/doc/standby-mx
# shellcheck disable=SC2016 # JavaScript
diff <(node -e 'for (const { name, version } of JSON.parse(require("fs").readFileSync(process.argv[1])).components) console.log(`${name} ${version}`)' "$doc/sbom.cdx.json" | sort) \
  <(sed -nE 's/^([^ ]+ [0-9][^ ]*) \(.*\)$/\1/p' "$doc/copyright" | sort)
