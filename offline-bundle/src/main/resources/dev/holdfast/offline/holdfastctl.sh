#!/bin/sh
# holdfastctl, the operator's tool, of this release.
here=$(readlink -f "$0")
here=${here%/*/*}
path=
for jar in "$here"/ctl/*.jar; do path=$path${path:+:}$jar; done
cache=-Xshare:auto
if [ -n "${HOLDFAST_AOT_OUTPUT:-}" ]; then
  cache=-XX:AOTCacheOutput=$HOLDFAST_AOT_OUTPUT
elif [ -r "$here/cache/holdfastctl.aot" ]; then
  cache=-XX:AOTCache=$here/cache/holdfastctl.aot
fi
exec "$here/runtime/bin/java" "$cache" -Xlog:disable -XX:TieredStopAtLevel=1 \
  -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -cp "$path" dev.holdfast.installer.Main "$@"
