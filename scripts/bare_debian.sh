#!/usr/bin/env bash
# The README's promise on a bare Debian: a fresh system in FOLDER that has Python, git, make and sudo, a clone of this checkout's HEAD, and in
# it, as a plain user with sudo, the demo, the tests' set-up, and the tests named (left out: some of each room). Needs root and debootstrap,
# half an hour, 4 GB. Not part of CI; run it when scripts/setup.sh or the tests' packages change.
#   scripts/bare_debian.sh FOLDER [TESTS…]
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
if [ "${LOA_BARE:-}" != inside ]; then
  # Mounts of our own, so that nothing stays mounted however this ends and FOLDER can be deleted.
  exec env LOA_BARE=inside unshare --mount --propagation private "$0" "$@"
fi
source=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
root=$(cd "$1" && pwd)/root
shift
[ $# -gt 0 ] || set -- tests/kernel tests/cli tests/contracts tests/units tests/accounts tests/bulletins tests/delivery/test_jetstream.py \
  tests/channels/mail tests/integrations tests/e2e/portal tests/e2e/app tests/e2e/test_way_in.py
[ -e "$root/etc/debian_version" ] || debootstrap --include=python3,git,make,sudo,ca-certificates bookworm "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
cp /etc/resolv.conf "$root/etc/"
cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"  # of an office's own proxy, if it has one
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@"; }
inside update-ca-certificates >/dev/null
inside id an >/dev/null 2>&1 || inside useradd --create-home --shell /bin/bash an
echo 'an ALL=(ALL) NOPASSWD:ALL' >"$root/etc/sudoers.d/an"
rm -rf "$root/home/an/loa"
git clone --quiet "$source" "$root/home/an/loa"
inside chown -R an: /home/an/loa
certificates=/etc/ssl/certs/ca-certificates.crt
as_user() { inside su - an -c "export PIP_CERT=$certificates SSL_CERT_FILE=$certificates; cd loa && $*"; }
as_user 'make demo ARGS="--once --json" >/tmp/demo.json && tail -c 400 /tmp/demo.json'
as_user scripts/setup.sh tests
as_user ".venv/bin/pytest -n 2 --dist loadgroup --reruns 1 --reruns-delay 2 -q $*"
