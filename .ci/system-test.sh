# ./test system: the whole life of an installed appliance on Debian 12 machines with systemd and no network. Sourced after
# common.sh and bundle.sh, from the repository's root; needs root.
. ./offline-bundle/system/machine.sh

readonly LIFE=$PWD/offline-bundle/system/life.mjs
readonly NEXT=0.1.1
# Where somebody puts down what was carried in.
readonly HANDED=/srv/transfer
readonly PUBLIC=ai.example.com
# What the site's ACME server knows the appliance's account by.
readonly ACCOUNT_KEY=zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W

step() { say "  $*"; }

# The host's node, in the machine's network: what a client on the same network does. The second machine has a certificate of
# its site for a public name only, and clients know that name and that site's authority.
life() { # machine, what, state, arguments
  local name=$1 url=https://127.0.0.1:8443 authority=$CACHE/$1/var/lib/holdfast/tls/ca.crt
  shift
  [ "$name" = one ] || { url=https://$PUBLIC:8443 authority=$CACHE/tls/ca.crt; }
  nsenter -t "$(leader "$name")" -n unshare -m sh -c 'mount --bind "$0" /etc/hosts && exec "$@"' "$CACHE/hosts" \
    env HOLDFAST_URL="$url" NODE_EXTRA_CA_CERTS="$authority" node "$LIFE" "$@"
}

make_certificate() {
  local tls=$CACHE/tls ec="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
  printf '127.0.0.1 localhost %s\n' "$PUBLIC" >"$CACHE/hosts"
  rm -rf "$tls"; mkdir -p "$tls"
  # shellcheck disable=SC2086
  {
    openssl req -x509 $ec -days 30 -subj "/CN=The site's authority" -keyout "$tls/ca.key" -out "$tls/ca.crt"
    openssl req $ec -subj "/CN=$PUBLIC" -keyout "$tls/server.key" -out "$tls/server.csr"
    printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$PUBLIC" >"$tls/extensions"
    openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -CAcreateserial -days 30 -extfile "$tls/extensions" -out "$tls/leaf.crt"
    cat "$tls/leaf.crt" "$tls/ca.crt" >"$tls/server.crt"
  } >"$CACHE/openssl.log" 2>&1 || fail "openssl made no certificate; $CACHE/openssl.log says why"
}

expect() { # code, what, command...; what it said is in last.log
  local code=0 wanted=$1 what=$2
  shift 2
  "$@" >"$CACHE/last.log" 2>&1 || code=$?
  { printf '\n$ %s\n' "$*"; cat "$CACHE/last.log"; printf '[%s]\n' "$code"; } >>"$CACHE/said.log"
  [ "$code" -eq "$wanted" ] || { tail -n 40 "$CACHE/last.log" >&2; fail "$what: ended with $code, not $wanted"; }
}

said() { grep -qF -- "$1" "$CACHE/last.log" || { tail -n 40 "$CACHE/last.log" >&2; fail "it was not said: $1"; }; }

# Every file, user, unit and listening port of a machine, as lines to compare.
inventory() {
  inside "$1" sh -c 'find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o -path /root -o -path /srv/transfer -o -path /var/log/journal -o -path /var/cache/ldconfig \) -prune -o \( -type f -o -type l -o -type d \) -print | sort
    cut -d: -f1 /etc/passwd /etc/group | sort
    systemctl list-unit-files --no-legend --no-pager | cut -d" " -f1 | sort
    ss -Hltn | tr -s " " | cut -d" " -f4 | sort'
}

same_inventory() { # machine, when
  inventory "$1" >"$CACHE/after"
  diff "$CACHE/before-$1" "$CACHE/after" >"$CACHE/left" || { head -n 40 "$CACHE/left" >&2; fail "$2 left something behind, or took something away"; }
}

deliver() { # machine, answers: what somebody carried in on a disk
  local place=$CACHE/$1$HANDED
  mkdir -p "$place"
  cp --reflink=auto "$BUNDLES/now/holdfast-$VERSION-linux-x86_64.run" "$BUNDLES/next/holdfast-$NEXT-linux-x86_64.run" "$CACHE/licence" "$CACHE/tls/server.crt" "$CACHE/tls/server.key" "$place/"
  printf '%s\n' "$2" >"$place/answers.json"
  inventory "$1" >"$CACHE/before-$1"
}

# A block of a page of the operator's guide, typed as it stands there by somebody who is where the bundle was put down.
TYPED=0
typed() { # machine, page, which of the page's blocks that are typed
  node "$ROOT/offline-bundle/system/typed.mjs" "$2" "$3" >"$CACHE/$1$HANDED/typed.sh"
  expect 0 "docs/$2.md, block $3 of those that are typed" inside "$1" sh -c "cd $HANDED && exec bash typed.sh </dev/null"
  TYPED=$((TYPED + 1))
}

# What the pages say about a machine that serves from H2, with its local key sealed.
pages_of_one() {
  local each
  typed one air-gap 1
  for each in 1 2 3; do typed one bundle $each; done
  typed one hardening 1
  inside one mkdir -p /mnt/image
  typed one install 2
  inside one test -L /mnt/image/opt/holdfast/current || fail "no image was prepared"
  inside one rm -r /mnt/image
  # The key of one node, for the next; and a new key before the old one.
  for each in 1 2; do typed one nodes $each; done
  inside one test ! -e "$HANDED/kms.key" || fail "the local key was left in the clear"
  typed one rotate 3
  for each in 1 2 3 4; do typed one runbook $each; done
  typed one support 1
  life one call "$CACHE/state"
  typed one backup 1
  life one call "$CACHE/state"
  inside one sh -c "rm -f $HANDED/*.key /etc/holdfast/holdfast.properties.before"
}

# And about one with the bundled PostgreSQL and a certificate of its site.
pages_of_two() {
  local place=$CACHE/two$HANDED
  cp "$place/server.crt" "$place/new.crt"
  cp "$place/server.key" "$place/new.key"
  for each in 1 2; do typed two rotate $each; done
  for each in 5 6; do typed two runbook $each; done
  # With its database systemd starts the service again, and the page's reader need not wait for that; a client has to.
  inside two systemctl start holdfast
  life two call "$CACHE/state"
}

seconds() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(seconds)" 'BEGIN { printf "%.1f", b - a }'; }

install_on() { # machine, what to call it
  local began
  began=$(seconds)
  expect 0 "install on $1" inside "$1" "$HANDED/holdfast-$VERSION-linux-x86_64.run" --answers "$HANDED/answers.json" --no-input --yes
  [ "$(inside "$1" systemctl is-active holdfast)" = active ] || fail "the service is not active after the installation"
  step "verified and installed to healthy, $2: $(since "$began") s"
}

install_typed_on() { # machine, what to call it; the page's block, whose first line shows the plan
  local began
  began=$(seconds)
  typed "$1" install 1
  [ "$(inside "$1" systemctl is-active holdfast)" = active ] || fail "the service is not active after the installation"
  step "planned, verified twice and installed to healthy, $2: $(since "$began") s"
}

# The local key is sealed for this machine and nowhere in the clear; the log is written; the journal holds no secret.
well_kept() { # machine
  inside "$1" test -s /etc/holdfast/credentials/kms.key.cred || fail "the local key is not sealed"
  inside "$1" sh -c 'test ! -e /etc/holdfast/credentials/kms.key && test ! -e /var/lib/holdfast/keys/kms.key' || fail "the local key lies in the clear"
  inside "$1" sh -c 'head -n 1 /var/log/holdfast/holdfast.jsonl | grep -q "^{"' || fail "nothing is written to the log"
  inside "$1" sh -c '! journalctl --no-pager -o cat | grep -q "#token="' || fail "the set-up link stands in the journal"
}

pid_of() { inside "$1" systemctl show -P MainPID "${2:-holdfast}"; }
resident() { inside "$1" awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$(pid_of "$1")/status"; }
ready_after() { inside "$1" journalctl -u holdfast -o cat --no-pager | sed -n 's/.* is ready .*after \([0-9.]*\) s.*/\1/p' | tail -n 1; }

# The vendor's support has a key of its own; releases made with the development keys carry its public half from now on.
make_support_key() {
  local keys=$ROOT/license/anchors/target/development
  [ -e "$CACHE/support/support.pem" ] && cmp -s "$CACHE/support/support.key" "$keys/support.key" && return 0
  rm -rf "$CACHE/support"
  printf 'a passphrase of a test\n' >"$CACHE/support.pass"
  .ci/run-tool vendor support key --support-key "$CACHE/support" --keys "$keys" --passphrase-file "$CACHE/support.pass" >"$CACHE/last.log"
}

# What goes back to the vendor: seen first, written, carried out, opened by support's key; the key of an API and a tenant's name
# are not in it.
support_of() { # machine
  local name=$1 began took file word
  expect 0 "the preview of a support bundle" inside "$name" holdfastctl support bundle
  said "Nothing was written."
  began=$(seconds)
  expect 0 "a support bundle" inside "$name" holdfastctl support bundle --write
  took=$(since "$began")
  file=$(sed -n 's/^Written: //p' "$CACHE/last.log")
  [ -s "$CACHE/$name$file" ] || fail "no support bundle was written: '$file'"
  rm -rf "$CACHE/case"
  expect 0 "opening the support bundle" .ci/run-tool vendor support open "$CACHE/$name$file" --support-key "$CACHE/support" --passphrase-file "$CACHE/support.pass" --out "$CACHE/case"
  [ -n "$(find "$CACHE/case" -name '*.html')" ] || fail "opening the support bundle wrote no report"
  for word in "$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).secret' "$CACHE/state")" Northwind; do
    ! grep -rqF -- "$word" "$CACHE/case" || fail "the support bundle tells: $word"
  done
  step "support bundle written in $took s, opened by support alone; no key and no tenant's name in it"
}

# The units as this machine's systemd judges them, with the drop-ins that were installed.
judge_units() { # machine
  local unit worst
  expect 0 "systemd-analyze verify" inside "$1" sh -c 'systemd-analyze verify --man=no /etc/systemd/system/holdfast*.service /etc/systemd/system/holdfast*.timer'
  [ ! -s "$CACHE/last.log" ] || { cat "$CACHE/last.log" >&2; fail "systemd-analyze verify is not silent"; }
  for unit in $(inside "$1" sh -c 'cd /etc/systemd/system && ls -d holdfast*.service'); do
    expect 0 "exposure of $unit" inside "$1" systemd-analyze security --no-pager --threshold=15 "$unit"
    worst="${worst:-} ${unit%.service} $(sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p' "$CACHE/last.log")"
  done
  step "systemd-analyze verify is silent; exposure:$worst"
}

# Calls in a loop from outside while something happens; says the longest time without an answer.
watch_calls() { # machine, file
  life "$1" watch "$CACHE/state" "$2" &
  WATCHING=$!
  until [ -s "$2.began" ]; do sleep 0.1; kill -0 "$WATCHING" || fail "the calling client ended"; done
}
calls_seen() { # file; what the client saw is in SEEN
  touch "$1.end"
  wait "$WATCHING"
  SEEN=$(cat "$1")
  rm -f "$1" "$1.began" "$1.end"
}

fault_of_next() { # machine, on | off: the next release's service ends before it is ready
  local drop=$CACHE/$1/etc/systemd/system/holdfast.service.d/99-fault.conf
  if [ "$2" = on ]; then
    printf '[Service]\nExecStartPre=/bin/sh -c "! readlink /opt/holdfast/current | grep -q %s"\n' "$NEXT" >"$drop"
  else
    rm "$drop"
  fi
  inside "$1" systemctl daemon-reload
}

upgrades_of() { # machine
  local name=$1 began took
  expect 0 "the plan of an upgrade" inside "$name" holdfastctl upgrade --plan "$HANDED/holdfast-$NEXT-linux-x86_64.run"
  said "downtime"
  [ "$(inside "$name" readlink /opt/holdfast/current)" = "releases/$VERSION" ] || fail "the plan changed something"

  # The next release does not come up: it is taken back, and nobody has to do anything.
  fault_of_next "$name" on
  watch_calls "$name" "$CACHE/calls"
  began=$(seconds)
  expect 11 "an upgrade to a release that does not come up" inside "$name" holdfastctl upgrade --yes --no-input "$HANDED/holdfast-$NEXT-linux-x86_64.run"
  said "put back as it was"
  took=$(since "$began")
  calls_seen "$CACHE/calls"
  step "a failed upgrade was taken back after $took s in all; a client that called all the time: $SEEN"
  fault_of_next "$name" off
  life "$name" call "$CACHE/state"

  # Killed when the service has just been stopped: the worst moment.
  inside "$name" holdfastctl upgrade --yes --no-input "$HANDED/holdfast-$NEXT-linux-x86_64.run" >"$CACHE/killed.log" 2>&1 &
  local upgrade=$! tries=0
  until [ "$(inside "$name" systemctl is-active holdfast)" != active ]; do
    sleep 0.05; tries=$((tries + 1)); [ $tries -lt 2400 ] || fail "the upgrade never stopped the service"
  done
  inside "$name" sh -c 'kill -9 $(pgrep -f "[d]ev.holdfast.installer.Main upgrade")'
  wait "$upgrade" && fail "the upgrade ended well before it could be killed"
  expect 12 "another command while an upgrade is cut off" inside "$name" holdfastctl uninstall --yes --no-input
  said "holdfastctl upgrade"
  expect 12 "a plan while an upgrade is cut off" inside "$name" holdfastctl upgrade --plan
  expect 0 "going on with an upgrade that was killed" inside "$name" holdfastctl upgrade
  life "$name" call "$CACHE/state"
  [ "$(inside "$name" readlink /opt/holdfast/current)" = "releases/$NEXT" ] || fail "the upgrade is not in force"
  step "an upgrade killed in the middle was gone on with: $(life "$name" look "$CACHE/state")"

  watch_calls "$name" "$CACHE/calls"
  began=$(seconds)
  expect 0 "rollback" inside "$name" holdfastctl rollback --yes --no-input
  took=$(since "$began")
  calls_seen "$CACHE/calls"
  step "rolled back to $VERSION in $took s; a client that called all the time: $SEEN"

  watch_calls "$name" "$CACHE/calls"
  began=$(seconds)
  expect 0 "upgrade" inside "$name" holdfastctl upgrade --yes --no-input "$HANDED/holdfast-$NEXT-linux-x86_64.run"
  took=$(since "$began")
  calls_seen "$CACHE/calls"
  step "upgraded to $NEXT in $took s; a client that called all the time: $SEEN"
  expect 0 "the installed tree" inside "$name" holdfastctl bundle verify --installed

  # An older release, as a file and as a folder, with something that is no permit.
  expect 0 "extracting the older bundle" inside "$name" holdfastctl bundle extract "$HANDED/holdfast-$VERSION-linux-x86_64.run" "$HANDED/tree"
  for place in "holdfast-$VERSION-linux-x86_64.run" tree; do
    expect 10 "going back without a permit" inside "$name" holdfastctl upgrade --yes --no-input "$HANDED/$place"
    expect 5 "going back with anything for a permit" inside "$name" holdfastctl upgrade --yes --no-input --permit "$HANDED/licence" "$HANDED/$place"
  done
  inside "$name" rm -r "$HANDED/tree"
  step "an older release is refused without the vendor's permit, as a bundle and as a folder"
}

# The site's ACME server in the machine's network: Debian's Pebble, whose own address the site's authority vouches for, and which
# wants accounts to be bound. It comes to port 80 of a name as any such server does.
acme_server() { # machine, on | off
  local place=$CACHE/acme tries=0
  if [ "$2" = off ]; then
    [ ! -e "$place/pid" ] || kill "$(cat "$place/pid")" 2>/dev/null || true
    rm -f "$place/pid"
    return 0
  fi
  rm -rf "$place"; mkdir -p "$place"
  {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=ACME" -keyout "$place/server.key" -out "$place/server.csr"
    printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >"$place/extensions"
    openssl x509 -req -in "$place/server.csr" -CA "$CACHE/tls/ca.crt" -CAkey "$CACHE/tls/ca.key" -CAcreateserial -days 30 -extfile "$place/extensions" -out "$place/server.crt"
  } >"$CACHE/openssl.log" 2>&1 || fail "openssl made no certificate; $CACHE/openssl.log says why"
  printf '{"pebble": {"listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000", "httpPort": 80, "tlsPort": 443,
    "certificate": "%s", "privateKey": "%s", "externalAccountBindingRequired": true, "externalAccountMACKeys": {"site-1": "%s"}}}\n' \
    "$place/server.crt" "$place/server.key" "$ACCOUNT_KEY" >"$place/pebble.json"
  nsenter -t "$(leader "$1")" -n unshare -m sh -c 'mount --bind "$0" /etc/hosts && exec "$@"' "$CACHE/hosts" \
    env PEBBLE_VA_NOSLEEP=1 pebble -config "$place/pebble.json" >"$place/log" 2>&1 &
  echo $! >"$place/pid"
  until inside "$1" sh -c 'ss -Hltn | grep -q :14000'; do
    sleep 0.1; tries=$((tries + 1)); [ $tries -lt 300 ] || fail "Pebble does not listen; $place/log says why"
  done
  # What comes with it to the machine: its authority, the account's key, and who the name is.
  printf '%s\n' "$ACCOUNT_KEY" >"$CACHE/$1$HANDED/acme.hmac"
  cp "$CACHE/tls/ca.crt" "$CACHE/$1$HANDED/acme-ca.pem"
  printf '127.0.0.1 %s\n' "$PUBLIC" >>"$CACHE/$1/etc/hosts"
}

# The serial number of what 8443 shows, where it is Pebble's for the name, with its chain.
shown_serial() { # machine
  local root=$CACHE/acme/root.pem
  [ -s "$root" ] || nsenter -t "$(leader "$1")" -n env NODE_EXTRA_CA_CERTS="$CACHE/tls/ca.crt" node -e '
    fetch("https://127.0.0.1:15000/roots/0").then((answer) => answer.text()).then((text) => process.stdout.write(text))' >"$root" || return 1
  nsenter -t "$(leader "$1")" -n openssl s_client -connect 127.0.0.1:8443 -servername "$PUBLIC" -verify_hostname "$PUBLIC" -CAfile "$root" \
    -verify_return_error </dev/null 2>"$CACHE/openssl.log" | openssl x509 -noout -serial 2>>"$CACHE/openssl.log"
}

# The certificate that an ACME server issued: shown, renewed by hand, and what the doctor says of it.
acme_life() { # machine
  local name=$1 tries=0 first second
  until first=$(shown_serial "$name"); do
    sleep 0.5; tries=$((tries + 1))
    [ $tries -lt 120 ] || { tail -n 20 "$CACHE/acme/log" "$CACHE/openssl.log" >&2; fail "8443 shows no certificate of the ACME server's"; }
  done
  expect 0 "the certificate" inside "$name" holdfastctl tls status
  said "A certificate by ACME is in use"
  expect 0 "renewing the certificate" inside "$name" holdfastctl tls renew
  second=$(shown_serial "$name") || fail "after the renewal 8443 shows no certificate of the ACME server's"
  [ "$first" != "$second" ] || fail "the renewal left the certificate as it was"
  expect 4 "doctor" inside "$name" holdfastctl doctor
  said "(by ACME, from CN=Pebble Intermediate CA"
  [ -z "$(inside "$name" ss -Hltn 'sport = :8402')" ] || fail "the door for the ACME server stays open between orders"
  step "a certificate from the site's ACME server on 8443, and renewed by hand; the doctor says so"
}

# The collection out of the bundle, without a network: a dry run, a run, a run that has nothing left to do; then the upgrade.
ansible_life() { # machine
  local name=$1 place=$CACHE/$1$HANDED
  acme_server "$name" on
  expect 0 "unpacking the bundle" inside "$name" "$HANDED/holdfast-$VERSION-linux-x86_64.run" extract "$HANDED/tree"
  expect 0 "the collection, offline" inside "$name" ansible-galaxy collection install --offline -p "$HANDED/collections" "$HANDED/tree/ansible"
  cat >"$place/inventory.yml" <<EOF
holdfast:
  hosts:
    localhost:
      ansible_connection: local
      ansible_python_interpreter: /usr/bin/python3
      holdfast_bundle: $HANDED/holdfast-$VERSION-linux-x86_64.run
      holdfast_licence: $HANDED/licence
      holdfast_secrets:
        acme-ca.pem: "{{ lookup('file', '$HANDED/acme-ca.pem') }}"
        acme.hmac: "{{ lookup('file', '$HANDED/acme.hmac') }}"
      holdfast_answers:
        mode: air-gapped
        tls: {kind: acme, names: [$PUBLIC]}
        acme: {directory: "https://127.0.0.1:14000/dir", caFile: /var/cache/holdfast/secrets/acme-ca.pem, keyId: site-1,
          hmacFile: /var/cache/holdfast/secrets/acme.hmac, termsAgreed: true}
EOF
  local began
  began=$(seconds)
  playbook "$name" 0 site.yml --check --diff
  [ ! -e "$CACHE/$name/opt/holdfast" ] || fail "the check mode installed something"
  playbook "$name" 0 site.yml --diff
  [ "$(changes)" -gt 3 ] || fail "the playbook changed only $(changes)"
  acme_life "$name"
  playbook "$name" 0 site.yml
  [ "$(changes)" = 0 ] || fail "the second run of the playbook changed $(changes)"
  playbook "$name" 0 site.yml --check --diff
  [ "$(changes)" = 0 ] || fail "the check mode would change $(changes) where there is nothing to do"
  sed -i "s/holdfast-$VERSION-/holdfast-$NEXT-/" "$place/inventory.yml"
  playbook "$name" 0 upgrade.yml
  [ "$(inside "$name" readlink /opt/holdfast/current)" = "releases/$NEXT" ] || fail "the playbook did not upgrade"
  playbook "$name" 0 upgrade.yml
  [ "$(changes)" = 0 ] || fail "the second run of the upgrade changed $(changes)"
  expect 0 "status" inside "$name" holdfastctl status
  shown_serial "$name" >/dev/null || fail "after the upgrade 8443 shows no certificate of the ACME server's"
  acme_server "$name" off
  step "Ansible: checked, installed, upgraded to $NEXT; each second run changed 0 ($(since "$began") s)"
  inside "$name" rm -r /var/cache/holdfast
}
playbook() { # machine, code, playbook, options
  local name=$1 code=$2 book=$3
  shift 3
  expect "$code" "ansible-playbook $book $*" inside "$name" env ANSIBLE_COLLECTIONS_PATH="$HANDED/collections" ANSIBLE_COLLECTIONS_PATHS="$HANDED/collections" \
    ANSIBLE_NOCOLOR=1 ansible-playbook -i "$HANDED/inventory.yml" "$@" "$HANDED/collections/ansible_collections/holdfast/appliance/playbooks/$book"
}
changes() { sed -n 's/^localhost .*changed=\([0-9]*\).*/\1/p' "$CACHE/last.log" | tail -n 1; }

now() { date -u +%FT%T.%3NZ; }

# Any moment that the log of the bundled PostgreSQL reaches: what was before it is there again, and what came after is not.
moments_of() { # machine, since when the service has run on this database
  local name=$1 moment after spent took told
  life "$name" reach "$CACHE/state" "$2"
  expect 0 "the list of backups" inside "$name" holdfastctl backup list
  said "Any moment from"
  expect 0 "a drill of the latest moment" inside "$name" holdfastctl backup drill --at latest
  said "audit chains hold"
  life "$name" call "$CACHE/state"
  # What is in the audit journal is in the database a second later.
  sleep 2
  spent=$(spent_on "$name")
  moment=$(now)
  life "$name" tenant "$CACHE/state" Southwind southwind
  after=$(now)
  life "$name" call "$CACHE/state"
  # Nothing is waited for: an orderly stop stores the rest of the log.
  inside "$name" systemctl stop holdfast
  expect 0 "the plan of a restore to a moment" inside "$name" holdfastctl restore --at "$moment" --dry-run
  said "Nothing was changed."
  expect 10 "a moment that is still to come" inside "$name" holdfastctl restore --at 2099-01-01T00:00:00Z
  said "after the end of the stored log"
  took=$(seconds)
  expect 0 "a restore to a moment" inside "$name" holdfastctl restore --at "$moment"
  took=$(since "$took")
  expect 0 "the moments behind the restored one" inside "$name" holdfastctl restore --at "$after" --dry-run
  expect 0 "start after the restore to a moment" inside "$name" systemctl start holdfast
  [ "$(spent_on "$name")" = "$spent" ] || fail "restored to $moment, $(spent_on "$name") was spent, not $spent"
  told=$(life "$name" restored "$CACHE/state")
  [ "$told" = "{\"tenants\":[\"northwind\"],\"restored\":\"$moment\",\"backwards\":true,\"rewound\":0}" ] || fail "restored to $moment, it is $told"
  life "$name" call "$CACHE/state"
  expect 0 "the audit chains" inside "$name" holdfastctl audit verify
  expect 4 "doctor" inside "$name" holdfastctl doctor
  ! grep -q '^✗' "$CACHE/last.log" || fail "the doctor has something against what was restored"
  said "Each moment can be reached"
  expect 0 "status" inside "$name" holdfastctl status
  step "restored to the millisecond in $took s, by the bundled PostgreSQL's log: the call before the moment is there, the tenant after it is not"
}
# An upgrade with the bundled PostgreSQL, in a cluster as the first releases made it: what its log lacks to be stored, it has then.
upgrade_with_database() { # machine
  local name=$1 data=/var/lib/holdfast-postgresql/data took since
  inside "$name" systemctl stop holdfast holdfast-postgresql
  inside "$name" sed -i '/^max_slot_wal_keep_size/d' "$data/postgresql.conf"
  inside "$name" runuser -u holdfast-postgresql -- /opt/holdfast/postgresql/bin/postgres --single -D "$data" postgres \
    <<<'alter role holdfast noreplication' >>"$CACHE/said.log" 2>&1
  # It was started oftener in the last minutes than its unit lets it be where it does not stay up.
  inside "$name" systemctl reset-failed holdfast
  inside "$name" systemctl start holdfast
  life "$name" call "$CACHE/state"
  expect 4 "doctor" inside "$name" holdfastctl doctor
  said "max_slot_wal_keep_size"
  watch_calls "$name" "$CACHE/calls"
  took=$(seconds)
  since=$(now)
  expect 0 "upgrade" inside "$name" holdfastctl upgrade --yes --no-input "$HANDED/holdfast-$NEXT-linux-x86_64.run"
  took=$(since "$took")
  calls_seen "$CACHE/calls"
  life "$name" stored "$CACHE/state" "$since"
  expect 0 "the list of backups" inside "$name" holdfastctl backup list
  said "Any moment from"
  step "upgraded to $NEXT with its database in $took s, whose log is stored from then on; a client that called all the time: $SEEN"
}

spent_on() { life "$1" look "$CACHE/state" | sed 's/.*"spentNanos":\([0-9]*\),"chain":"intact".*/\1/'; }

# What the machines are made of, and what is delivered to them.
prepare() {
  [ "$(id -u)" = 0 ] || fail "root is needed: debootstrap and systemd-nspawn make the machines"
  need debootstrap debootstrap "the system test"
  need systemd-nspawn systemd-container "the system test"
  need pebble pebble "the site's ACME server in the system test"
  mkdir -p "$CACHE"
  : >"$CACHE/said.log"
  trap 'acme_server two off; for each in one two; do [ -e "$CACHE/$each.nspawn" ] && scrap "$each"; done' EXIT
  readonly VERSION=$(project_version) BUNDLES=$CACHE/bundles
  make_root
  find_tools
  bundle_inputs_where_stale
  make_support_key
  HOLDFAST_BUNDLE_BUILT=1 assemble_bundle --out "$BUNDLES/now"
  HOLDFAST_BUNDLE_BUILT=1 assemble_bundle --out "$BUNDLES/next" --version "$NEXT" --sequence $(($(git rev-list --count HEAD) + 1))
  rm -f "$CACHE/licence"
  .ci/run-tool vendor license issue --development --customer "System test" --plan enterprise --days 90 --out "$CACHE/licence" >/dev/null
  make_certificate
  scrap one
  scrap two
}

readonly ANSWERS_OF_TWO='{"schema":"holdfast/answers/1","mode":"air-gapped","database":{"kind":"bundled"},
    "tls":{"kind":"files","certificateFile":"/srv/transfer/server.crt","keyFile":"/srv/transfer/server.key"}}'

# While working on it: only what has to do with any moment, on a machine of its own.
system_moments() {
  local began
  say "== System, in part: any moment of the bundled PostgreSQL"
  prepare
  boot two
  deliver two "$ANSWERS_OF_TWO"
  began=$(now)
  install_on two "with the bundled PostgreSQL"
  life two furnish "$CACHE/state" "$(inside two cat /var/lib/holdfast/run/setup.link)" "$CACHE/licence"
  moments_of two "$began"
  upgrade_with_database two
  expect 0 "uninstall" inside two holdfastctl uninstall --yes --no-input
  same_inventory two "the uninstallation"
  scrap two
}

system_tests() {
  local restored
  say "== System: Debian 12 with systemd and no network, from installation to uninstallation"
  prepare
  boot one
  deliver one '{"schema":"holdfast/answers/1","mode":"air-gapped"}'
  install_on one "with H2"
  step "exec to ready: $(ready_after one) s; resident memory after the installation: $(resident one) MiB"
  judge_units one
  well_kept one
  life one furnish "$CACHE/state" "$(inside one cat /var/lib/holdfast/run/setup.link)" "$CACHE/licence"
  life one call "$CACHE/state"
  step "licensed; a plain and a streamed call: $(life one look "$CACHE/state")"
  # 4: nobody keeps this machine's clock, and its network has a way out that leads nowhere.
  expect 4 "doctor" inside one holdfastctl doctor
  grep -q '^!' "$CACHE/last.log" && ! grep -q '^✗' "$CACHE/last.log" || fail "the doctor does not say what is to be mended"
  expect 0 "status" inside one holdfastctl status
  # Who may not see what was sealed here is told so, and not that the release was changed.
  expect 9 "verifying the installed release as somebody else" inside one setpriv --reuid=65534 --regid=65534 --clear-groups holdfastctl bundle verify --installed
  said "needs_root"

  inside one mkdir -m 0700 "$HANDED/recovery"
  expect 0 "recovery key" inside one holdfastctl backup key init --shares 3 --needed 2 --out "$HANDED/recovery"
  expect 0 "backup" inside one holdfastctl backup create
  expect 0 "verify the backup" inside one holdfastctl backup verify
  expect 0 "drill" inside one holdfastctl backup drill
  step "backed up, verified, drilled"

  support_of one
  pages_of_one
  ln -s "holdfast-$NEXT-linux-x86_64.run" "$CACHE/one$HANDED/BUNDLE"
  for each in 1 2; do typed one upgrade $each; done
  step "typed what the pages say: $TYPED blocks so far"

  upgrades_of one
  step "resident memory after all that: $(resident one) MiB"

  boot two
  deliver two "$ANSWERS_OF_TWO"
  install_typed_on two "with the bundled PostgreSQL"
  judge_units two
  expect 0 "status, over a certificate for another name" inside two holdfastctl status
  mkdir -p "$CACHE/two$HANDED/backups"
  cp -r "$CACHE"/one/var/backups/holdfast/. "$CACHE/two$HANDED/backups/"
  cp -r "$CACHE/one$HANDED/recovery" "$CACHE/two$HANDED/"
  rm "$CACHE/two$HANDED/recovery/"*1*
  inside two systemctl stop holdfast
  expect 0 "a restore's plan" inside two sh -c "holdfastctl restore --dry-run --from $HANDED/backups \$(printf ' --share %s' $HANDED/recovery/*)"
  expect 0 "restore on a second machine" inside two sh -c "holdfastctl restore --from $HANDED/backups \$(printf ' --share %s' $HANDED/recovery/*)"
  restored=$(now)
  expect 0 "start after the restore" inside two systemctl start holdfast
  well_kept two
  life two call "$CACHE/state"
  step "restored on a second machine, from H2 into PostgreSQL, with 2 of 3 shares: $(life two look "$CACHE/state")"
  pages_of_two
  moments_of two "$restored"
  upgrade_with_database two

  typed one uninstall 1
  typed two nodes 3
  for name in one two; do same_inventory "$name" "the uninstallation"; done
  [ "$TYPED" = "$(node "$ROOT/offline-bundle/system/typed.mjs" --count)" ] || fail "$TYPED blocks of the pages were typed, and they have another number"
  step "typed what the pages say: all $TYPED blocks that are marked so"
  step "uninstalled twice, nothing left behind"

  ansible_life two
  expect 0 "uninstall" inside two holdfastctl uninstall --yes --no-input
  same_inventory two "the uninstallation of what Ansible installed"
  [ "$(packets_out one)" = 0 ] && [ "$(packets_out two)" = 0 ] || fail "$(packets_out one) and $(packets_out two) packets were sent into the network"
  step "packets sent into the network over the whole life: 0"
  scrap one
  scrap two
}
