#!/usr/bin/env bash
# Installs the Debian packages that the system suite and the benches need: Postfix, Dovecot, strace, other readers of a Maildir.
# Installs only missing packages, so a second run needs no time and no network. Needs root.
set -euo pipefail

packages=(
  chromium                                  # renders the pages of --html
  dovecot-imapd dovecot-lmtpd dovecot-sieve # the reader and the LMTP destination
  iproute2                                  # network namespaces for the outage test
  nsd unbound                               # real DNS servers for doctor
  postfix postfix-pcre                      # the primary, whose settings doctor reads and users compares
  postgrey                                  # greylists at a primary of the outage test
  prometheus prometheus-node-exporter       # read the metrics of an import; promtool checks them and tests alert rules
  postfix-mta-sts-resolver                  # MTA-STS policies for the sending Postfix of the outage test
  python3-venv                              # for moto, an emulator of AWS
  strace                                    # stops the importer at a chosen system call
  notmuch                                   # another reader of a Maildir
  swaks libnet-ssleay-perl                  # another SMTP client, with TLS, for the integration suite
  debian-archive-keyring lintian man-db mandoc mmdebstrap # build and check the Debian package
  fish zsh                                  # shells whose completions are tested
  rclone time                               # bench/: a program to compare with, and its measurement
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
if [ "${#missing[@]}" = 0 ]; then
  echo "install-system-tools: all packages are installed"
  exit 0
fi

[ "$(id -u)" = 0 ] || {
  echo "install-system-tools: ${missing[*]} missing; run this script as root to install" >&2
  exit 1
}
echo "install-system-tools: installing ${missing[*]}"
# The tests start their own servers; Debian's services would occupy port 53.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -q >/dev/null
# Without this answer Debian's package would configure and start a mail server on port 25.
debconf-set-selections <<<"postfix postfix/main_mailer_type select No configuration"
DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}" >/dev/null
