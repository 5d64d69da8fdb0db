# Machines for the system test: a Debian 12 made by debootstrap, booted with systemd in a container of its own, with a network
# that leads nowhere and counts what is sent into it. Sourced; needs root. No virtualisation and no container engine.

readonly CACHE=$PWD/offline-bundle/target/system
readonly PACKAGES=systemd,systemd-sysv,dbus,iproute2,procps,python3,ca-certificates,zstd,tmux,curl

say() { printf '%s\n' "$*" >&2; }
fail() { say "system: $*"; exit 1; }

# A root with nothing of Holdfast in it; made once (about 40 s) for one list of packages, copied for each machine.
make_root() {
  local root=$CACHE/root
  [ "$(cat "$root/.ready" 2>/dev/null)" = "$PACKAGES" ] && return 0
  command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
  say "Making a Debian 12 root ..."
  rm -rf "$root" && mkdir -p "$root"
  debootstrap --variant=minbase --include="$PACKAGES" bookworm "$root" >"$CACHE/debootstrap.log" 2>&1 \
    || fail "debootstrap failed; $CACHE/debootstrap.log says why"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  find /etc/apt/apt.conf.d -iname '*proxy*' -exec cp {} "$root/etc/apt/apt.conf.d/" \;
  DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y -qq --no-install-recommends ansible-core >>"$CACHE/debootstrap.log" 2>&1 \
    || fail "ansible-core could not be installed into the root; $CACHE/debootstrap.log says why"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/etc/apt/apt.conf.d/*proxy*
  # Whoever asks for a name asks into the trap.
  printf 'nameserver 192.0.2.53\n' >"$root/etc/resolv.conf"
  printf 'holdfast-test\n' >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 holdfast-test\n' >"$root/etc/hosts"
  printf '%s\n' "$PACKAGES" >"$root/.ready"
}

# boot NAME: a fresh copy of the root, or the machine's own root where it has one already.
boot() {
  local name=$1 root=$CACHE/$1 tries=0
  [ -e "$root" ] || cp -a --reflink=auto "$CACHE/root" "$root"
  systemd-nspawn -D "$root" --hostname=holdfast-test --private-network --register=no --keep-unit -b >"$CACHE/$name.console" 2>&1 &
  echo $! >"$CACHE/$name.nspawn"
  until leader "$name" >/dev/null 2>&1 && inside "$name" systemctl is-system-running 2>/dev/null | grep -Eq 'running|degraded'; do
    tries=$((tries + 1))
    [ $tries -lt 120 ] || fail "$name did not boot; $CACHE/$name.console says why"
    sleep 0.5
  done
  # A way out that leads nowhere: an attempt becomes a packet that is counted, where no route would only be an error.
  ip link add "hf$$-$name" type veth peer name out0 netns "$(leader "$name")"
  ip link set "hf$$-$name" up && sysctl -qw "net.ipv6.conf.hf$$-$name.disable_ipv6=1"
  inside "$name" sh -c 'sysctl -qw net.ipv6.conf.out0.disable_ipv6=1; ip addr add 192.0.2.2/24 dev out0; ip link set out0 up; ip route add default via 192.0.2.1'
}

# The process that is init inside.
leader() { pgrep -P "$(cat "$CACHE/$1.nspawn")" | head -n 1 | grep .; }

# inside NAME COMMAND...: runs it in the machine, as root; stdin is passed on.
inside() {
  local name=$1
  shift
  nsenter -t "$(leader "$name")" -m -u -i -n -p -C -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=xterm-256color HOME=/root "$@"
}

# Packets that anything in the machine has tried to send out since it was booted.
packets_out() { inside "$1" cat /sys/class/net/out0/statistics/tx_packets; }

power_off() {
  local name=$1 pid
  pid=$(cat "$CACHE/$name.nspawn")
  inside "$name" systemctl poweroff >/dev/null 2>&1 || true
  timeout 25 tail --pid="$pid" -f /dev/null || kill -9 "$pid" 2>/dev/null || true
  rm -f "$CACHE/$name.nspawn"
}

# As if the plug had been pulled.
pull_plug() {
  local pid
  pid=$(cat "$CACHE/$1.nspawn")
  kill -9 "$(leader "$1")" "$pid" 2>/dev/null || true
  timeout 20 tail --pid="$pid" -f /dev/null || true
  rm -f "$CACHE/$1.nspawn"
}

scrap() {
  [ -e "$CACHE/$1.nspawn" ] && power_off "$1"
  rm -rf --one-file-system "${CACHE:?}/$1" "$CACHE/$1.console"
}
