# ./test system: the whole life of an installed appliance on Debian 12 machines with systemd and no network. Sourced after
# common.sh and bundle.sh, from the repository's root; needs root.
. ./offline-bundle/system/machine.sh

readonly LIFE=$PWD/offline-bundle/system/life.mjs
readonly NEXT=0.1.1

step() { say "  $*"; }

# The host's node, in the machine's network: what a client on the same network does.
life() { # machine, what, state, arguments
  local name=$1
  shift
  nsenter -t "$(leader "$name")" -n env NODE_EXTRA_CA_CERTS="$CACHE/$name/var/lib/holdfast/tls/ca.crt" node "$LIFE" "$@"
}

expect() { # code, what, command...
  local code=0 wanted=$1 what=$2
  shift 2
  "$@" >"$CACHE/last.log" 2>&1 || code=$?
  [ "$code" -eq "$wanted" ] || { tail -n 40 "$CACHE/last.log" >&2; fail "$what: ended with $code, not $wanted"; }
}

# Every file, user, unit and listening port of a machine, as lines to compare.
inventory() {
  inside "$1" sh -c 'find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o -path /root -o -path /var/log/journal -o -path /var/cache/ldconfig \) -prune -o \( -type f -o -type l -o -type d \) -print | sort
    cut -d: -f1 /etc/passwd /etc/group | sort
    systemctl list-unit-files --no-legend --no-pager | cut -d" " -f1 | sort
    ss -Hltn | tr -s " " | cut -d" " -f4 | sort'
}

deliver() { # machine: what somebody carried in on a disk
  local root=$CACHE/$1/root
  mkdir -p "$root"
  cp "$BUNDLES/now/holdfast-$VERSION-linux-x86_64.run" "$BUNDLES/next/holdfast-$NEXT-linux-x86_64.run" "$CACHE/licence" "$root/"
  printf '{"schema":"holdfast/answers/1","mode":"air-gapped"}\n' >"$root/answers.json"
}

install_on() { # machine
  local began=$SECONDS
  expect 0 "install on $1" inside "$1" "/root/holdfast-$VERSION-linux-x86_64.run" --answers /root/answers.json --no-input --yes
  [ "$(inside "$1" systemctl is-active holdfast)" = active ] || fail "the service is not active after the installation"
  step "installed to healthy in $((SECONDS - began)) s"
}

system_tests() {
  [ "$(id -u)" = 0 ] || fail "root is needed: debootstrap and systemd-nspawn make the machines"
  say "== System: Debian 12 with systemd and no network, from installation to uninstallation"
  need debootstrap debootstrap "the system test"
  need systemd-nspawn systemd-container "the system test"
  mkdir -p "$CACHE"
  trap 'for each in one two; do [ -e "$CACHE/$each.nspawn" ] && scrap "$each"; done' EXIT
  readonly VERSION=$(project_version) BUNDLES=$CACHE/bundles
  make_root
  assemble_bundle --out "$BUNDLES/now"
  HOLDFAST_BUNDLE_BUILT=1 assemble_bundle --out "$BUNDLES/next" --version "$NEXT" --sequence $(($(git rev-list --count HEAD) + 1))
  rm -f "$CACHE/licence"
  .ci/run-tool vendor license issue --development --customer "System test" --plan enterprise --days 90 --out "$CACHE/licence" >/dev/null

  scrap one
  scrap two
  boot one
  deliver one
  inventory one >"$CACHE/before"
  install_on one
  life one furnish "$CACHE/state" "$(inside one cat /var/lib/holdfast/run/setup.link)" "$CACHE/licence"
  life one call "$CACHE/state"
  step "licensed; a plain and a streamed call: $(life one look "$CACHE/state")"

  inside one mkdir -m 0700 /root/recovery
  expect 0 "recovery key" inside one holdfastctl backup key init --shares 1 --needed 1 --out /root/recovery
  expect 0 "backup" inside one holdfastctl backup create
  step "backed up"

  # The next release does not come up: it is taken back, and nobody has to do anything.
  mkdir -p "$CACHE/one/etc/systemd/system/holdfast.service.d"
  printf '[Service]\nExecStartPre=/bin/sh -c "! readlink /opt/holdfast/current | grep -q %s"\n' "$NEXT" >"$CACHE/one/etc/systemd/system/holdfast.service.d/99-fault.conf"
  inside one systemctl daemon-reload
  local began=$SECONDS
  expect 11 "an upgrade to a release that does not come up" inside one holdfastctl upgrade --yes --no-input "/root/holdfast-$NEXT-linux-x86_64.run"
  life one call "$CACHE/state"
  step "a failed upgrade was taken back after $((SECONDS - began)) s, calls are answered"
  rm -r "$CACHE/one/etc/systemd/system/holdfast.service.d/99-fault.conf"
  inside one systemctl daemon-reload

  expect 0 "upgrade" inside one holdfastctl upgrade --yes --no-input "/root/holdfast-$NEXT-linux-x86_64.run"
  life one call "$CACHE/state"
  step "upgraded to $NEXT: $(life one look "$CACHE/state")"
  expect 0 "the installed tree" inside one holdfastctl bundle verify --installed

  boot two
  deliver two
  install_on two
  mkdir -p "$CACHE/two/root/backups"
  cp -r "$CACHE"/one/var/backups/holdfast/. "$CACHE/two/root/backups/" 2>/dev/null || true
  [ -n "$(ls -A "$CACHE/two/root/backups")" ] || cp -r "$CACHE"/one/var/lib/holdfast/backups/. "$CACHE/two/root/backups/"
  cp -r "$CACHE/one/root/recovery" "$CACHE/two/root/"
  inside two systemctl stop holdfast
  expect 0 "restore on a second machine" inside two sh -c 'holdfastctl restore --from /root/backups $(printf " --share %s" /root/recovery/*)'
  expect 0 "start after the restore" inside two systemctl start holdfast
  life two call "$CACHE/state"
  step "restored on a second machine: $(life two look "$CACHE/state")"

  expect 0 "uninstall" inside one holdfastctl uninstall --yes --no-input
  inventory one >"$CACHE/after"
  diff "$CACHE/before" "$CACHE/after" >"$CACHE/left" || { head -n 40 "$CACHE/left" >&2; fail "the uninstallation left something behind, or took something away"; }
  step "uninstalled, nothing left behind"
  [ "$(packets_out one)" = 0 ] && [ "$(packets_out two)" = 0 ] || fail "$(packets_out one) and $(packets_out two) packets were sent into the network"
  step "packets sent into the network over the whole life: 0"
  scrap one
  scrap two
}
