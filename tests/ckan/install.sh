#!/usr/bin/env bash
# install.sh PYTHON VENV   what the tests need: a CKAN in VENV from the lock, PostgreSQL, Redis and libmagic from Debian.
set -euo pipefail
lock=$(dirname "$0")/requirements.lock

missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
PATH=$PATH:/sbin ldconfig -p | grep -q libmagic || missing+=(libmagic1)
if [ "${#missing[@]}" -gt 0 ]; then
    echo "Installing ${missing[*]}"
    as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
    as_root apt-get update -qq
    # RUNLEVEL=1: the packages do not start servers of their own.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

"$1" -m venv --clear "$2"
pip=("$2/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps)
# First what the two packages without a wheel are built with; nothing unlocked is fetched for them.
build=$(mktemp); trap 'rm -f "$build"' EXIT
sed -n '/^\(packaging\|setuptools\|setuptools-scm\|vcs-versioning\)==/,/# via/p' "$lock" > "$build"
"${pip[@]}" --require-hashes --only-binary :all: -r "$build"
"${pip[@]}" --require-hashes --only-binary :all: --no-binary feedgen,pysolr --no-build-isolation -r "$lock"
