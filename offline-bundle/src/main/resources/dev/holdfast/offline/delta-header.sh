#!/bin/sh
# Holdfast @version@ for Linux on @architecture@, as a difference from @base@: it needs that release, installed.
#   tail -c +@archive@ FILE | tar -t        lists its parts
set -eu
file=$(readlink -f "$0")
ctl=${HOLDFAST_INSTALLED_CTL:-/opt/holdfast/current/bin/holdfastctl}
if [ ! -x "$ctl" ]; then
  echo "holdfast: this is a difference from release @base@, which is not installed here; use the whole bundle." >&2
  exit 10
fi
case "${1:-}" in
  verify) shift; exec "$ctl" bundle verify "$file" "$@" ;;
  *) "$ctl" bundle verify "$file" >&2; exec "$ctl" upgrade "$file" "$@" ;;
esac
exit 1
