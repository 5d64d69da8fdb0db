#!/bin/sh
# Starts the Holdfast service of this release, in the place of this process.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
LC_ALL=C
export LC_ALL
path=
for jar in "$here"/lib/*.jar; do path=$path${path:+:}$jar; done
# glibc gives each thread an arena of its own otherwise, and keeps what they no longer need.
MALLOC_ARENA_MAX=2
export MALLOC_ARENA_MAX
if [ -n "${HOLDFAST_AOT_OUTPUT:-}" ]; then
  cache=-XX:AOTCacheOutput=$HOLDFAST_AOT_OUTPUT
elif [ -r "$here/cache/holdfast.aot" ]; then
  cache="-XX:AOTCache=$here/cache/holdfast.aot -Xlog:aot=off -Xlog:cds=off"
else
  cache=-Xshare:auto
fi
# lib/jvm.options says why each of its options; HOLDFAST_JAVA_OPTIONS are the operator's own, after ours so that they win.
# shellcheck disable=SC2086
exec "$here/runtime/bin/java" @"$here/lib/jvm.options" $cache ${HOLDFAST_JAVA_OPTIONS:-} \
  -cp "$path" dev.holdfast.appliance.Application "$@"
