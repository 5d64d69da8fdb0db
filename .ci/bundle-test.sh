# ./test bundle: the bundle as a customer meets it. Sourced after common.sh and bundle.sh, from the repository's root.

bundle_check() { # sentence, command...
  local what=$1 log
  shift
  log=$(mktemp)
  if ( set -e; "$@" ) >"$log" 2>&1; then
    say "  ok    $what"
  else
    say "  FAIL  $what"
    tail -n 20 "$log" >&2
    BUNDLE_FAILED=$((BUNDLE_FAILED + 1))
  fi
  rm -f "$log"
}

# A shell with nothing in it but the base system: no Java, no network.
clean() { env -i PATH=/usr/bin:/bin HOME="$WORK" TMPDIR="$WORK" HOLDFAST_INSTALLED_CTL=/none unshare -n "$@"; }
refuses() { if "$@"; then return 1; else return 0; fi; }
flip() { # file, offset
  printf '%b' "\\x$(printf '%02x' $(( $(od -An -tu1 -j"$2" -N1 "$1") ^ 1 )))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
megabytes() { echo $(( $(stat -c %s "$1") / 1000000 )); }

tampered_is_refused() { # offset
  local file=$WORK/tampered.run
  cp "$RUN" "$file"
  flip "$file" "$1"
  refuses clean "$file" extract "$WORK/never" && [ ! -e "$WORK/never" ]
}

outer_archive_lists() { # grep reads to the end: with -q, tar would die of the pipe that is closed on it
  [ "$(tail -c +16385 "$RUN" | tar -t | tr '\n' ' ')" = "bootstrap.tar.gz payload.tar.gz manifest.json manifest.json.minisig " ]
  tail -c +16385 "$RUN" | tar -xO payload.tar.gz | tar -tz | grep '^lib/appliance-' >/dev/null
}

receipt_lists_every_file() {
  clean "$RUN" verify --json > "$WORK/receipt.json"
  node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1])).result;
    if (!r.holds || r.entries.length < 300 || r.entries.some((e) => !/^[0-9a-f]{96}$/.test(e.sha384))) process.exit(1);' "$WORK/receipt.json"
}

bill_of_materials_is_true() {
  node -e '
    const fs = require("fs"), crypto = require("crypto"), tree = process.argv[1];
    const bom = JSON.parse(fs.readFileSync(tree + "/sbom/holdfast.cdx.json"));
    if (bom.bomFormat !== "CycloneDX" || bom.specVersion !== "1.6") throw new Error("not CycloneDX 1.6");
    const sums = new Set(bom.components.flatMap((c) => (c.hashes ?? []).filter((h) => h.alg === "SHA-256").map((h) => h.content)));
    for (const folder of ["lib", "ctl"])
      for (const jar of fs.readdirSync(`${tree}/${folder}`).filter((name) => name.endsWith(".jar"))) {
        const sum = crypto.createHash("sha256").update(fs.readFileSync(`${tree}/${folder}/${jar}`)).digest("hex");
        if (!sums.has(sum)) throw new Error(jar + " is not in the bill");
      }
    for (const name of ["temurin", "postgresql", "libc6"])
      if (!bom.components.some((c) => c.name === name)) throw new Error(name + " is missing");' "$WORK/tree"
}

provenance_is_signed() { # both halves of the key over DSSE's encoding, checked by openssl for Ed25519
  node -e '
    const fs = require("fs"), crypto = require("crypto");
    const [envelope, pub, file] = process.argv.slice(1);
    const e = JSON.parse(fs.readFileSync(envelope));
    const body = Buffer.from(e.payload, "base64");
    const pae = Buffer.concat([Buffer.from(`DSSEv1 ${e.payloadType.length} ${e.payloadType} ${body.length} `), body]);
    const raw = Buffer.from(fs.readFileSync(pub, "utf8").split("\n")[1], "base64").subarray(10);
    const key = crypto.createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]), format: "der", type: "spki" });
    if (!crypto.verify(null, pae, key, Buffer.from(e.signatures[0].sig, "base64"))) throw new Error("the signature does not hold");
    const s = JSON.parse(body);
    const sum = crypto.createHash("sha384").update(fs.readFileSync(file)).digest("hex");
    if (s.predicateType !== "https://slsa.dev/provenance/v1" || s.subject[0].digest.sha384 !== sum) throw new Error("it is about another file");
  ' "$RUN.intoto.json" "$WORK/tree/trust/minisign.pub" "$RUN"
}

runtime_has_exactly_its_modules() { # what the jars name, and what bundle.md gives a reason for
  local jar modules
  mkdir -p "$WORK/classes"
  for jar in "$WORK"/tree/lib/*.jar "$WORK"/tree/ctl/*.jar; do unzip -qo "$jar" '*.class' -x 'META-INF/*' module-info.class -d "$WORK/classes" || true; done
  modules=$(jdeps -s --ignore-missing-deps "$WORK/classes" | sed -n 's/.* -> \(\(java\|jdk\)\.[a-z.]*\)$/\1/p' | sort -u | tr '\n' ',')
  # Each module that nothing names in code is there because one that is named needs it, or has its line in docs/bundle.md.
  jlink --add-modules "${modules%,},$(sed -n 's/^| `\(jdk\.[a-z.]*\)` |.*/\1/p' docs/bundle.md | tr '\n' ',' | sed 's/,$//')" --output "$WORK/wanted"
  diff <("$WORK/wanted/bin/java" --list-modules) <("$WORK/tree/runtime/bin/java" --list-modules)
}

service_starts_from_the_tree() {
  env -i PATH=/usr/bin:/bin HOLDFAST_HOME="$WORK/home" "$WORK/tree/bin/holdfast" --train
}

installed_tool_judges_first() {
  printf '#!/bin/sh\necho "refused by the installed one" >&2\nexit 5\n' > "$WORK/old-ctl"
  chmod 755 "$WORK/old-ctl"
  refuses env HOLDFAST_INSTALLED_CTL="$WORK/old-ctl" TMPDIR="$WORK" "$RUN" extract "$WORK/never"
  [ ! -e "$WORK/never" ]
}

# As a site runs it: no network, no capability, nothing to write on but its home and /tmp.
in_podman() { podman "$1" --runtime runc --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --network none --cap-drop all "${@:2}"; }

image_loads() {
  "$WORK/tree/bin/holdfastctl" bundle image "$WORK/image.tar" --tree "$WORK/tree"
  podman load -q -i "$WORK/image.tar"
}

image_has_no_shell() { refuses in_podman run --rm --entrypoint /bin/sh "localhost/holdfast:$(project_version)" -c true; }

image_gets_healthy() {
  local name pid tries=0 code
  name=localhost/holdfast:$(project_version)
  podman rm -f -t 0 holdfast-bundle-test >/dev/null 2>&1 || true
  podman volume rm -f holdfast-bundle-test >/dev/null 2>&1 || true
  in_podman run -d --name holdfast-bundle-test --read-only --tmpfs /tmp -v holdfast-bundle-test:/var/lib/holdfast "$name"
  pid=$(podman inspect -f '{{.State.Pid}}' holdfast-bundle-test)
  until nsenter -t "$pid" -n node -e '
    fetch("http://127.0.0.1:8081/health/ready").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))'; do
    tries=$((tries + 1))
    if [ $tries -ge 120 ] || ! kill -0 "$pid"; then podman logs holdfast-bundle-test; return 1; fi
    sleep 0.5
  done
  podman logs holdfast-bundle-test
  [ "$(awk '/^Uid/ { print $2 }' "/proc/$pid/status")" = 10001 ]
  [ "$(awk '/^CapEff/ { print $2 }' "/proc/$pid/status")" = 0000000000000000 ]
  awk '$5 == "/" && $6 ~ /(^|,)ro(,|$)/ { found = 1 } END { exit !found }' "/proc/$pid/mountinfo"
  # Stopped, it drains and ends well.
  podman stop -t 60 holdfast-bundle-test
  code=$(podman inspect -f '{{.State.ExitCode}}' holdfast-bundle-test)
  podman rm -f holdfast-bundle-test >/dev/null; podman volume rm -f holdfast-bundle-test >/dev/null; podman rmi -f "$name" >/dev/null
  [ "$code" = 0 ]
}

delta_gives_the_same_tree() {
  local older=$WORK/older newer=$WORK/newer
  HOLDFAST_BUNDLE_BUILT=1 assemble_bundle --out "$older" --version 0.0.9 --sequence 1
  HOLDFAST_BUNDLE_BUILT=1 assemble_bundle --out "$newer" --delta-from "$older/holdfast-0.0.9-linux-$(uname -m).run"
  "$WORK/tree/bin/holdfastctl" bundle extract "$older"/holdfast-0.0.9-linux-"$(uname -m)".run "$WORK/base-tree"
  "$WORK/tree/bin/holdfastctl" bundle extract "$newer"/*.delta.run "$WORK/delta-tree" --base "$WORK/base-tree"
  "$WORK/tree/bin/holdfastctl" bundle extract "$newer"/holdfast-"$(project_version)"-linux-"$(uname -m)".run "$WORK/whole-tree"
  diff -r --exclude='manifest.json*' "$WORK/delta-tree" "$WORK/whole-tree"
  say "        the difference is $(stat -c %s "$newer"/*.delta.run) bytes"
}

# A bundle for another kind of machine cannot be started here, so what cannot run there must not get into it.
foreign_jdk_is_refused() {
  local other=aarch64
  [ "$(uname -m)" != aarch64 ] || other=x86_64
  # Also where its description lies.
  mkdir -p "$WORK/jdk/jmods"
  jar --create --file "$WORK/jdk/jmods/java.base.jmod" -C "$JAVA_HOME" lib/libjava.so
  for kind in "$(uname -m)" "$other"; do
    sed "s/^OS_ARCH=.*/OS_ARCH=\"$kind\"/" "$JAVA_HOME/release" >"$WORK/jdk/release"
    refuses env HOLDFAST_BUNDLE_BUILT=1 ./run bundle --arch "$other" --jdk "$WORK/jdk" --without-image --out "$WORK/never" 2>"$WORK/said"
    cat "$WORK/said"
    grep -q "^bundle: --jdk $WORK/jdk is .*for $other\|^bundle: --jdk $WORK/jdk is for Linux $(uname -m)" "$WORK/said"
    [ ! -e "$WORK/never" ]
  done
}

bundle_tests() {
  say "== Bundle: made, verified, tampered with, unpacked, started"
  need minisign minisign "the bundle's second signature"
  need podman podman "the container image"
  need unzip unzip "the list of modules"
  BUNDLE_FAILED=0
  assemble_bundle
  RUN=$(echo "$ROOT"/offline-bundle/target/bundle/holdfast-"$(project_version)"-linux-"$(uname -m)".run)
  WORK=$(mktemp -d)
  local size; size=$(stat -c %s "$RUN")
  bundle_check "minisign verifies it" minisign -V -q -P "$(sed -n 's/.*minisign -V -P \([^ ]*\) .*/\1/p' "$RUN" | head -n 1)" -m "$RUN"
  bundle_check "it verifies itself, without Java, without a network; the receipt lists every file" receipt_lists_every_file
  bundle_check "tar lists it after the header" outer_archive_lists
  bundle_check "a changed header is refused" tampered_is_refused 700
  bundle_check "a changed bootstrap is refused" tampered_is_refused 1000000
  bundle_check "a changed payload is refused" tampered_is_refused $((size / 2 + 20000000))
  bundle_check "a changed manifest is refused" tampered_is_refused $((size - 40000))
  bundle_check "an installed holdfastctl judges it first" installed_tool_judges_first
  bundle_check "it unpacks itself" clean "$RUN" extract "$WORK/tree"
  bundle_check "the bill of materials is true" bill_of_materials_is_true
  bundle_check "the provenance is signed and speaks of it" provenance_is_signed
  bundle_check "the runtime has exactly the modules in use" runtime_has_exactly_its_modules
  bundle_check "the service starts from the tree" service_starts_from_the_tree
  bundle_check "the image is made of the tree and loaded" image_loads
  bundle_check "the image has no shell" image_has_no_shell
  bundle_check "the image gets healthy: no root, no capability, no network, nothing to write on" image_gets_healthy
  bundle_check "at most 200 MB with PostgreSQL and the image: $(megabytes "$RUN") MB" test "$size" -le 200000000
  bundle_check "a bundle for another kind of machine refuses this one's JDK" foreign_jdk_is_refused
  bundle_check "a difference from an older release gives the same tree" delta_gives_the_same_tree
  rm -rf "$WORK"
  [ "$BUNDLE_FAILED" -eq 0 ] || { say "$BUNDLE_FAILED of the bundle's checks failed."; return 1; }
}
