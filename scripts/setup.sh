#!/usr/bin/env bash
# Makes .venv with everything that Loa, its tests and its benches import, from the locked and hashed list.
# `setup.sh tests` also installs what the tests drive: real browsers (and what their driver links to), a mail server, web servers, compose.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  echo "setup: installing ${missing[*]}" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "setup: Loa needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2
  exit 1
fi
if [ ! -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip' 2>/dev/null || install_packages python3-venv
  "$python" -m venv .venv
fi
stamp=.venv/.installed
if ! cmp -s <(cat requirements.lock pyproject.toml) "$stamp"; then
  .venv/bin/python -m pip install --quiet --require-hashes -r scripts/bootstrap.lock
  .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.lock
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
  cat requirements.lock pyproject.toml > "$stamp"
fi
.venv/bin/python scripts/compile_translations.py 2>/dev/null

if [ "${1:-}" = tests ]; then
  install_packages libatomic1 chromium firefox-esr postfix nginx-light caddy docker-compose wrk openssl fonts-dejavu-core fonts-noto-core fonts-liberation2
fi
