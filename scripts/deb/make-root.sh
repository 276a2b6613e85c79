#!/usr/bin/env bash
# scripts/deb/make-root.sh ROOT SUITE [PACKAGE...]: a bare root of a Debian release, on Debian from the mirror that apt uses here.
set -euo pipefail
root=$1 suite=$2
shift 2
mirror=()
if grep -q '^ID=debian$' /etc/os-release; then
  mirror=("$(apt-get indextargets --format '$(SITE)' "Component: main" | head -n 1)")
fi
packages=$(IFS=,; echo "$*")
keyrings=()
for key in /usr/share/keyrings/debian-archive-*.gpg; do keyrings+=("--keyring=$key"); done
mmdebstrap --quiet --variant=apt --include="$packages" "${keyrings[@]}" \
  --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-include=/usr/share/doc/standby-mx/*' \
  "$suite" "$root" "${mirror[@]}"
