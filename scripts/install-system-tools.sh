#!/usr/bin/env bash
# Installs what the system and outage suites and the benches need from Debian: a real Postfix and Dovecot, strace, other readers of a Maildir.
# Asks apt only for what is missing, so a second run takes no time and needs no network. Needs root.
set -euo pipefail

packages=(
  chromium                                  # opens the pages of --html as a reader does
  dovecot-imapd dovecot-lmtpd dovecot-sieve # the reader and the LMTP destination
  iproute2                                  # network namespaces for the outage test
  nsd unbound                               # real DNS servers for doctor
  postfix postfix-pcre                      # the primary, whose settings doctor reads and users compares
  postgrey                                  # greylists at a primary of the outage test
  prometheus prometheus-node-exporter       # read the metrics of an import; promtool checks them and tests alert rules
  postfix-mta-sts-resolver                  # tells the sending Postfix of the outage test the MTA-STS policies
  python3-venv                              # into which moto is installed, an emulator of AWS
  strace                                    # stops the importer at a chosen system call
  notmuch                                   # another reader of a Maildir
  swaks libnet-ssleay-perl                  # another SMTP client, with TLS, for the integration suite
  debian-archive-keyring lintian man-db mandoc mmdebstrap # the Debian package, on a bare root
  fish zsh                                  # shells whose completions are tested
  rclone time                               # bench/: a peer, and what measures it
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
if [ "${#missing[@]}" = 0 ]; then
  echo "install-system-tools: all there"
  exit 0
fi

[ "$(id -u)" = 0 ] || {
  echo "install-system-tools: ${missing[*]} missing and installing takes root; run this script as root" >&2
  exit 1
}
echo "install-system-tools: installing ${missing[*]}"
# The tests start their own servers; Debian's would take port 53 from them.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -q >/dev/null
# Without an answer Debian's package would configure and start a mail server of its own on port 25.
debconf-set-selections <<<"postfix postfix/main_mailer_type select No configuration"
DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}" >/dev/null
