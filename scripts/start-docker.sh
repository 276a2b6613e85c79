#!/usr/bin/env bash
# Ensures that a Docker engine runs: uses a running engine, else starts Debian's engine without systemd.
# Safe to run again. The engine keeps running after this script.
set -euo pipefail

log=${DOCKERD_LOG:-/var/log/dockerd.log}
seconds=60

say() { echo "start-docker: $*"; }
fail() {
  say "$*" >&2
  exit 1
}
answers() { docker info >/dev/null 2>&1; }

if answers; then
  say "a Docker engine is already running (version $(docker version --format '{{.Server.Version}}'))"
  exit 0
fi

[ "$(uname -s)" = Linux ] || fail "no Docker engine answers; start Docker Desktop or another engine, then try again"
[ "$(id -u)" = 0 ] || fail "no Docker engine answers; run this script as root, or start your engine"

if ! command -v dockerd >/dev/null; then
  command -v apt-get >/dev/null || fail "neither dockerd nor apt-get is installed; install a Docker engine, then try again"
  say "installing docker.io"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends docker.io >/dev/null
fi
# Since Debian 13 the client is a separate package.
command -v docker >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends docker-cli >/dev/null

# A machine that was copied or switched off keeps the old engine's pid files, and dockerd would refuse to start.
for name in docker containerd; do
  file=/var/run/$name.pid
  [ "$name" = containerd ] && file=/var/run/docker/containerd/containerd.pid
  if [ -f "$file" ] && ! grep -qs "$name" "/proc/$(cat "$file")/comm"; then rm -f "$file"; fi
done

say "starting dockerd, which logs to $log"
setsid nohup dockerd >>"$log" 2>&1 </dev/null &
engine=$!

for _ in $(seq "$seconds"); do
  if answers; then
    say "the engine is ready (version $(docker version --format '{{.Server.Version}}'))"
    exit 0
  fi
  kill -0 "$engine" 2>/dev/null || fail "dockerd ended at once; the last lines of $log:
$(tail -n 5 "$log")"
  sleep 1
done
fail "dockerd does not answer after $seconds s; see $log"
