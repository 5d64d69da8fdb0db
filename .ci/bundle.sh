# ./run bundle: builds everything and assembles the offline bundle. Sourced after common.sh, from the repository's root.

bundle_usage() {
  cat <<'EOF'
./run bundle [OPTIONS]     the offline bundle, in offline-bundle/target/bundle

  --version V              the release's version (default: the project's)
  --channel C              stable or development (default: development; stable needs a release's keys)
  --sequence N             the bundle's number (default: how many commits there are)
  --keys FOLDER            the vendor's key folder (default: this checkout's development keys)
  --arch A                 x86_64 or aarch64 (default: this machine's)
  --jdk FOLDER             for another kind of machine: a JDK 25 for it, of which jlink takes the runtime
  --delta-from FILE        also make the difference from an older bundle
  --out FOLDER             where (default: offline-bundle/target/bundle)
  --without-image          leave the container image out
  --renew-base             take the newest Debian packages for the image's base and write their lock again
  --check-reproducible     build twice, in two clean copies of this commit, and compare every byte
EOF
}

readonly BASE_PACKAGES="libc6 libgcc-s1 libstdc++6 zlib1g gcc-12-base"

debian_name() { case $1 in x86_64) echo amd64 ;; aarch64) echo arm64 ;; esac; }

# apt-get for machines of one kind, with lists of its own: this machine's configuration stays as it is.
apt_for() { # architecture, arguments...
  local name state
  name=$(debian_name "$1")
  shift
  if [ "$name" = "$(dpkg --print-architecture)" ]; then apt-get "$@"; return; fi
  state=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast/apt-$name
  mkdir -p "$state/state/lists/partial" "$state/cache/archives/partial"
  : >>"$state/status"
  local options=(-o "APT::Architecture=$name" -o "APT::Architectures::=$name" -o "Dir::State=$state/state" -o "Dir::State::status=$state/status"
    -o "Dir::Cache=$state/cache" -o "Acquire::Languages=none" -o "APT::Sandbox::User=")
  [ -n "$(find "$state/state/lists" -maxdepth 1 -name '*_Packages*' -mtime -1 -print -quit)" ] || apt-get "${options[@]}" update -qq >/dev/null 2>&1 || true
  apt-get "${options[@]}" "$@"
}

# The Debian packages of the lock, from the cache or from apt; says what is missing where neither has them.
debian_base() { # architecture, renew -> folder
  local lock=$ROOT/offline-bundle/debian-$1.lock cache=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast/debian-$1 sum name
  mkdir -p "$cache"
  if [ "$2" = 1 ]; then
    rm -f "$cache"/*.deb
    # shellcheck disable=SC2086
    (cd "$cache" && apt_for "$1" download -q $BASE_PACKAGES >&2) || { say "apt-get download failed for: $BASE_PACKAGES"; return 1; }
    { echo "# The Debian packages (bookworm) that the image's base is made of: sha256sum's format. ./run bundle --renew-base writes it again."; (cd "$cache" && sha256sum ./*.deb | sed 's# \./# #'); } > "$lock.next" && mv "$lock.next" "$lock"
  fi
  [ -e "$lock" ] || { say "There is no $lock: no Debian packages are chosen for $1. Use --without-image."; return 1; }
  while read -r sum name; do
    [ "$sum" = "#" ] && continue
    if ! (cd "$cache" && printf '%s  %s\n' "$sum" "$name" | sha256sum -c --status 2>/dev/null); then
      local package=${name%%_*} version=${name#*_}
      version=${version%_*}; version=${version//%3a/:}
      (cd "$cache" && apt_for "$1" download -q "$package=$version" >/dev/null 2>&1) || true
      if ! (cd "$cache" && printf '%s  %s\n' "$sum" "$name" | sha256sum -c --status 2>/dev/null); then
        say "The image's base needs the Debian package $name (SHA-256 $sum), and neither $cache nor apt has it."
        say "Put it there, or say --renew-base (newest packages), or --without-image."
        return 1
      fi
    fi
  done < "$lock"
  # Only what the lock names.
  local chosen=$ROOT/offline-bundle/target/debian-$1
  rm -rf "$chosen"; mkdir -p "$chosen"
  while read -r sum name; do [ "$sum" = "#" ] || cp "$cache/$name" "$chosen/"; done < "$lock"
  printf '%s\n' "$chosen"
}

project_version() { sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' pom.xml | head -n 1; }

build_bundle_inputs() {
  local began
  began=$(mktemp)
  say "Building everything (a few minutes) ..."
  mvn -q -Dmaven.test.skip=true -Dspotless.check.skip -Dmdep.analyze.skip -Denforcer.skip -Dsbom \
    -pl license/core,license/vendor,appliance,installer,offline-bundle -am package >&2 \
    || { say "The build failed; its messages are above."; exit 1; }
  built_since "$began" bundle
  rm "$began"
}

# For the checks: what the build of ./test has left is what is checked.
bundle_inputs_where_stale() {
  if sources_newer_than "$(stamp_of bundle)"; then build_bundle_inputs; fi
}

assemble_bundle() {
  local version channel=development sequence keys architecture base="" image=1 renew=0 out=$ROOT/offline-bundle/target/bundle debian="" jdk=""
  version=$(project_version)
  architecture=$(uname -m)
  keys=$ROOT/license/anchors/target/development
  sequence=${HOLDFAST_BUNDLE_SEQUENCE:-$(git rev-list --count HEAD 2>/dev/null || echo 1)}
  while [ $# -gt 0 ]; do
    case $1 in
      --help|-h) bundle_usage; return 0 ;;
      --version) version=$2; shift 2 ;;
      --channel) channel=$2; shift 2 ;;
      --sequence) sequence=$2; shift 2 ;;
      --keys) keys=$2; shift 2 ;;
      --arch|--architecture) architecture=$2; shift 2 ;;
      --jdk) jdk=$(readlink -f "$2") || { say "bundle: there is no folder $2."; return 2; }; shift 2 ;;
      --delta-from) base=$(readlink -f "$2"); shift 2 ;;
      --out) out=$2; shift 2 ;;
      --without-image) image=0; shift ;;
      --renew-base) renew=1; shift ;;
      --check-reproducible) shift; check_reproducible "$@"; return ;;
      *) say "bundle: there is no '$1'."; bundle_usage >&2; return 2 ;;
    esac
  done
  case $architecture in x86_64|aarch64) ;; *) say "bundle: there is no bundle for $architecture; there are x86_64 and aarch64."; return 2 ;; esac
  if [ "$architecture" != "$(uname -m)" ] && [ -z "$jdk" ]; then
    say "bundle: the runtime of a bundle for $architecture is linked from a JDK 25 for $architecture, and this machine's is for $(uname -m)."
    say "hint: unpack one (with its folder jmods) and say --jdk FOLDER; nothing of it is run. All else is made here."
    return 2
  fi
  find_tools
  need dpkg-deb dpkg "the image's base"
  # The checks assemble several bundles of one build.
  [ -n "${HOLDFAST_BUNDLE_BUILT:-}" ] || build_bundle_inputs
  if [ "$image" = 1 ]; then debian=$(debian_base "$architecture" "$renew") || return 1; fi
  # The start-up cache keeps no class of a signed jar; what vouches for them here is the manifest.
  for lib in appliance installer; do java appliance/build/FastJars.java "$lib/target/dist/lib"; done
  java -Xmx1g -cp "offline-bundle/target/dist/lib/*" dev.holdfast.offline.Assemble \
    --root "$ROOT" --out "$out" --keys "$keys" --version "$version" --architecture "$architecture" --channel "$channel" \
    --sequence "$sequence" --commit "${HOLDFAST_COMMIT:-$(git rev-parse HEAD)}" \
    --committed "${HOLDFAST_COMMITTED:-$(git log -1 --format=%ct)}" --base "$base" --debian "$debian" --jdk "$jdk"
}

# Two clean copies of the commit, in folders of different names, with the same keys: the same bytes, or a list of what differs.
check_reproducible() {
  local work keys one two
  find_tools
  work=$(mktemp -d)
  keys=$ROOT/license/anchors/target/development
  [ -e "$keys/anchors.json" ] || build_appliance
  for copy in one another-name; do
    mkdir -p "$work/$copy/license/anchors/target"
    git archive HEAD | tar -x -C "$work/$copy"
    cp -r "$keys" "$work/$copy/license/anchors/target/"
    (cd "$work/$copy" && HOLDFAST_COMMIT=$(git -C "$ROOT" rev-parse HEAD) HOLDFAST_COMMITTED=$(git -C "$ROOT" log -1 --format=%ct) \
      HOLDFAST_BUNDLE_SEQUENCE=$(git -C "$ROOT" rev-list --count HEAD) ./run bundle "$@") || return 1
  done
  one=$work/one/offline-bundle/target/bundle
  two=$work/another-name/offline-bundle/target/bundle
  if (cd "$one" && sha384sum ./*.run ./*.minisig ./*.intoto.json) > "$work/sums" && (cd "$two" && sha384sum -c --quiet "$work/sums"); then
    say "Reproducible: two clean builds gave the same bytes."
    cat "$work/sums"
    rm -rf "$work"
    return 0
  fi
  say "NOT reproducible. What differs:"
  diff -rq "$one/tree" "$two/tree" >&2 || true
  return 1
}
