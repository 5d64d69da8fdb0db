# Shared by ./run and ./test: finds the tools, builds what changed, starts what was built. Sourced, from the repository's root.

readonly ROOT=$PWD
readonly DIST=$ROOT/appliance/target/dist

say() { printf '%s\n' "$*" >&2; }

java_version_of() { # JAVA_HOME -> feature version, or nothing
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}

find_jdk() {
  local candidate version best=""
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$(command -v javac >/dev/null && dirname "$(dirname "$(readlink -f "$(command -v javac)")")")"; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] || continue
    version=$(java_version_of "$candidate")
    [ "${version:-0}" -ge 25 ] || continue
    best=$candidate
    break
  done
  if [ -z "$best" ]; then
    say "Holdfast needs a JDK 25 or later: none was found in JAVA_HOME, /usr/lib/jvm, /opt or PATH."
    say "Install one (for example Temurin 25), or set JAVA_HOME to it."
    exit 6
  fi
  export JAVA_HOME="$best"
  export PATH="$best/bin:$PATH"
}

need() { # command, package, why
  command -v "$1" >/dev/null && return 0
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "Installing $2 ($3) ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null 2>&1 || true
    command -v "$1" >/dev/null && return 0
  fi
  say "'$1' is missing; it is needed for $3. Install it: apt-get install $2"
  exit 1
}

find_tools() {
  find_jdk
  need mvn maven "the build"
  need node nodejs "the web UI's build and the journeys"
  need npm npm "the web UI's build and the journeys"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || { say "Node 20 or later is needed; this is $(node --version)."; exit 1; }
}

sources_newer_than() { # stamp
  [ -e "$1" ] || return 0
  [ -n "$(find pom.xml .mvn license appliance installer offline-bundle \
    \( -path offline-bundle/system -o -name target -o -name node_modules -o -name dist -o -name journeys -o -path '*/src/test' -o -path '*/webui/src/api' \) -prune -o \
    -type f -newer "$1" -print -quit 2>/dev/null)" ]
}

# Whatever was built is as old as the beginning of the build: what was changed meanwhile is built again.
built_since() { # a file that was made when it began, what has been built: appliance, bundle (what a bundle is made of)
  local began=$1 each
  shift
  for each in "$@"; do touch -r "$began" "$(stamp_of "$each")"; done
}
stamp_of() { case $1 in appliance) echo "$DIST/.built" ;; bundle) echo "$ROOT/offline-bundle/target/.built" ;; esac; }

build_appliance() {
  find_tools
  local stamp
  stamp=$(stamp_of appliance)
  if sources_newer_than "$stamp"; then
    say "Building Holdfast (the first time takes a few minutes) ..."
    mvn -q -Dmaven.test.skip=true -Dspotless.check.skip -Dmdep.analyze.skip -pl license/core,license/vendor,appliance,installer -am package >&2 \
      || { say "The build failed; its messages are above."; exit 1; }
    touch "$stamp"
  fi
  train_where_stale
}

build_bench() {
  mvn -q -DskipTests -Dspotless.check.skip -Dmdep.analyze.skip -pl appliance/bench -am package >&2
  train_where_stale
}

# The JVM silently starts without its cache (three times slower) where a single jar was written after it.
train_where_stale() {
  [ -e "$DIST/holdfast.aot" ] && [ -z "$(find "$DIST/lib" -newer "$DIST/holdfast.aot" -print -quit)" ] || train
}

# The JVM's options are in appliance/jvm.options, with the reason beside each.
readonly JVM_OPTIONS=$ROOT/appliance/jvm.options
# glibc gives each thread an arena of its own otherwise, and keeps what they no longer need.
export MALLOC_ARENA_MAX=2

# One short life of the appliance, to record what the JVM can prepare ahead (JEP 483, JEP 514).
train() {
  local home
  home=$(mktemp -d)
  say "Preparing the start-up cache ..."
  java "$ROOT/appliance/build/FastJars.java" "$DIST/lib"
  HOLDFAST_HOME="$home" java @"$JVM_OPTIONS" -XX:AOTCacheOutput="$DIST/holdfast.aot" -cp "$DIST/lib/*" \
    dev.holdfast.appliance.Application --train >"$home/train.log" 2>&1 || say "No start-up cache was made: $(tail -n 1 "$home/train.log")"
  rm -rf "$home"
}

exec_appliance() {
  local aot=()
  [ -e "$DIST/holdfast.aot" ] && aot=(-XX:AOTCache="$DIST/holdfast.aot" -Xlog:aot=off -Xlog:cds=off)
  # shellcheck disable=SC2086 # HOLDFAST_JAVA_OPTIONS are the operator's own, after ours so that they win
  exec java @"$JVM_OPTIONS" "${aot[@]}" ${HOLDFAST_JAVA_OPTIONS:-} -cp "$DIST/lib/*" dev.holdfast.appliance.Application "$@"
}

exec_tool() { # ctl | vendor
  local tool=$1 main lib
  shift
  case $tool in
    ctl) main=dev.holdfast.installer.Main lib=$ROOT/installer/target/dist/lib ;;
    vendor) main=dev.holdfast.vendor.Main lib=$ROOT/license/vendor/target/dist/lib ;;
    *) say "There is no tool '$tool'."; exit 2 ;;
  esac
  exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto --enable-native-access=ALL-UNNAMED -cp "$lib/*" "$main" "$@"
}
