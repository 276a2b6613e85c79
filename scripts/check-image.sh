#!/usr/bin/env bash
# npm run check:image: builds both images of the Dockerfile and uses them as docs/install.md says. Sends a message through the endpoint
# into a directory, imports it into a Maildir, replaces the container, and imports a second message. Needs root, a Docker engine and swaks.
# The base image is built from Debian's packages, for a machine that cannot pull images. BASE=node:22-slim selects another base.
set -euo pipefail
cd "$(dirname "$0")/.."

name=standby-mx-check-$$
owner=5000
seconds=60
work=$(mktemp -d)
fail() {
  echo "check-image: $*" >&2
  exit 1
}
clean() {
  docker rm --force "$name-inbound" "$name-import" >/dev/null 2>&1 || true
  docker volume rm --force "$name" >/dev/null 2>&1 || true
  docker rmi --force "$name" "$name-inbound" "$name-base" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean EXIT
# wait_for WHAT COMMAND...
wait_for() {
  local what=$1
  shift
  for _ in $(seq $((seconds * 5))); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  docker logs "$name-import" >&2 || true
  fail "expected $what within $seconds s"
}

if [ -z "${BASE:-}" ]; then
  bash scripts/deb/make-root.sh "$work/base" trixie nodejs ca-certificates
  # Like an image that was built on a machine with a machine id.
  echo 0123456789abcdef0123456789abcdef >"$work/base/etc/machine-id"
  tar -C "$work/base" --create . | docker import - "$name-base" >/dev/null
  BASE=$name-base
fi
docker build --quiet --build-arg "BASE=$BASE" --tag "$name" . >/dev/null
docker build --quiet --build-arg "BASE=$BASE" --tag "$name-inbound" --target inbound . >/dev/null

cat >"$work/standby-mx.yaml" <<'END'
regions: [eu-west-1]
domains:
  - { name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }
mailboxes:
  - { user: alice, addresses: [alice], maildir: /var/vmail/alice }
END
STANDBY_SETTINGS=$work/standby-mx.yaml CDKTF_OUTDIR=$work/out npm run --silent synth
rules=$work/out/stacks/standby-mx-eu-west-1/cdk.tf.json
chmod 755 "$work"
chmod -R a+rX "$work/out" "$work/standby-mx.yaml"
install --directory --owner=$owner --group=$owner "$work/store" "$work"/vmail{,/alice,/alice/new,/alice/cur,/alice/tmp}

restricted=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --init)
start_import() {
  docker run --detach --name "$name-import" "${restricted[@]}" --network none --health-interval 2s \
    --volume "$name:/var/lib/standby-mx" --volume "$work/standby-mx.yaml:/etc/standby-mx.yaml:ro" \
    --volume "$work/vmail:/var/vmail" --volume "$work/store:/store" "$name" import --watch --store dir:/store >/dev/null
}
deliveries() { find "$work/vmail/alice/new" -type f | wc -l; }
delivered() { [ "$(deliveries)" = "$1" ]; }
empty_store() { [ -z "$(find "$work/store" -type f -path '*/alice/*' ! -name AMAZON_SES_SETUP_NOTIFICATION)" ]; }
healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$name-import")" = healthy ]; }
send() { swaks --server "$address" --from you@example.net --to alice@example.org --header "Subject: $1" --silent 2; }
stop() {
  docker stop "$1" >/dev/null
  local code
  code=$(docker inspect --format '{{.State.ExitCode}}' "$1")
  [ "$code" = 0 ] || fail "expected exit code 0 of $1 after docker stop, found $code: $(docker logs "$1" 2>&1)"
}

docker run --detach --name "$name-inbound" "${restricted[@]}" --publish 127.0.0.1::2525 --volume "$rules:/etc/standby-mx/cdk.tf.json:ro" \
  --volume "$work/store:/store" "$name-inbound" inbound --rules /etc/standby-mx/cdk.tf.json --store dir:/store --listen 0.0.0.0:2525 --no-dns >/dev/null
address=$(docker port "$name-inbound" 2525/tcp)
wait_for "a line that the endpoint listens" eval "docker logs $name-inbound | grep '^listening'"
send first || fail "the endpoint refused a message: $(docker logs "$name-inbound" 2>&1)"

start_import
wait_for "a message in the Maildir" delivered 1
wait_for "an empty store" empty_store
wait_for "a healthy container" healthy
stop "$name-import"
docker rm "$name-import" >/dev/null

send second
start_import
wait_for "a second message after the container was replaced" delivered 2
wait_for "an empty store" empty_store
# The journal must not contain the machine id of the image, which would change with an upgrade.
docker exec "$name-import" test ! -e /etc/machine-id || fail "expected no /etc/machine-id in the image"
stop "$name-import"
stop "$name-inbound"
delivered 2 || fail "expected 2 messages, found $(deliveries)"
grep -lr '^Subject: second' "$work/vmail/alice/new" | xargs stat --format '%u' | grep -qx "$owner" || fail "expected files of uid $owner"
echo "check-image: a message through the endpoint, delivered once; the next one after the container was replaced; both images run without root"
