#!/bin/sh
# Holdfast @version@ for Linux on @architecture@: a self-extracting bundle, and an archive:
#   tail -c +@archive@ FILE | tar -t        lists its parts
#   tail -c +@archive@ FILE | tar -xO payload.tar.gz | tar -tz     lists the release
# Before you run it: minisign -V -P @minisign@ -m FILE
# With a holdfastctl that you trust already: holdfastctl bundle verify FILE
# This script checks the part that it starts, by the digest below; the holdfastctl in that part then verifies the signed
# manifest over the whole file before anything of the release is written.
set -eu
umask 022
fail() { printf '%s\n' "holdfast: $*" >&2; exit "${code:-5}"; }
file=$(readlink -f "$0")
usage() {
  cat <<'EOT'
Holdfast @version@ (@architecture@, @channel@)

  FILE [ARGS...]              verify this bundle, then holdfastctl install --bundle FILE ARGS...
  FILE verify [ARGS...]       verify this bundle and say what it is (--json: a receipt)
  FILE extract DIR            verify this bundle, then write its release tree into DIR
  FILE ctl ARGS...            the bundled holdfastctl
  FILE --help                 this text
EOT
}
case "${1:-}" in --help|-h|help) usage; exit 0 ;; esac
[ "$(uname -s)" = Linux ] || { code=3; fail "this bundle is for Linux"; }
[ "$(uname -m)" = @architecture@ ] || { code=3; fail "this bundle is for @architecture@; this machine is $(uname -m)"; }
for tool in tail head sha384sum tar gzip mktemp; do
  command -v "$tool" >/dev/null || { code=3; fail "'$tool' is missing (coreutils, tar, gzip)"; }
done

# An installed holdfastctl is trusted already: it judges this bundle before anything from it is started.
installed=${HOLDFAST_INSTALLED_CTL:-/opt/holdfast/current/bin/holdfastctl}
if [ -x "$installed" ] && [ "${1:-}" != ctl ]; then
  "$installed" bundle verify "$file" >/dev/null || fail "the installed holdfastctl refuses this bundle; its reason is above. Nothing from it was started."
fi

work=
cleanup() { [ -z "$work" ] || rm -rf "$work"; }
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
for place in "${TMPDIR:-/tmp}" /var/tmp /opt /root; do
  # A place that is mounted noexec cannot hold the runtime.
  work=$(mktemp -d "$place/holdfast.XXXXXX" 2>/dev/null) || { work=; continue; }
  printf '#!/bin/sh\n' > "$work/probe" && chmod 700 "$work/probe" && "$work/probe" 2>/dev/null && break
  rm -rf "$work"; work=
done
[ -n "$work" ] || { code=3; fail "no folder to work in: /tmp, /var/tmp, /opt and /root are full or mounted noexec; set TMPDIR"; }

bootstrap() { tail -c +@from@ "$file" | head -c @size@; }
seen=$(bootstrap | sha384sum | cut -d' ' -f1)
[ "$seen" = @sha384@ ] || fail "this file was damaged or changed: its first part is not the one that was made. Nothing was started."
bootstrap > "$work/bootstrap.tar.gz"
seen=$(sha384sum < "$work/bootstrap.tar.gz" | cut -d' ' -f1)
[ "$seen" = @sha384@ ] || fail "this file changed while it was read. Nothing was started."
mkdir "$work/tool"
tar -xzf "$work/bootstrap.tar.gz" -C "$work/tool" --no-same-owner
rm "$work/bootstrap.tar.gz"
ctl=$work/tool/bin/holdfastctl
run() { code=0; "$ctl" "$@" || code=$?; exit "$code"; }
case "${1:-}" in
  verify) shift; run bundle verify "$file" "$@" ;;
  extract) shift; [ $# -eq 1 ] || { usage >&2; exit 2; }; run bundle extract "$file" "$1" ;;
  ctl) shift; run "$@" ;;
  *) "$ctl" bundle verify "$file" >&2 || exit $?; run install --bundle "$file" "$@" ;;
esac
exit 1
