# usage: sh -c <this> keeper BINARIES PORT DURABLE; standard input: the password, then nothing until the end.
# Starts a throwaway PostgreSQL and stops it when standard input ends. DURABLE is on for benchmarks: off is faster, and a test loses nothing by it.
set -e
home=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-pg-XXXXXX")
trap 'rm -rf "$home"' EXIT
read -r password
(umask 077; printf '%s\n' "$password" >"$home/password")
"$1/bin/initdb" -D "$home/data" -U postgres -A password --pwfile="$home/password" \
  -E UTF8 --locale=C --no-sync --no-instructions >"$home/initdb.log" 2>&1
"$1/bin/postgres" -D "$home/data" -p "$2" -c listen_addresses=127.0.0.1 \
  -c unix_socket_directories= -c fsync="$3" -c synchronous_commit="$3" -c full_page_writes="$3" \
  -c shared_buffers=128MB -c max_connections=300 -c scram_iterations=1 >"$home/postgres.log" 2>&1 </dev/null &
server=$!
# The pipe's end: the JVM is gone. A server that ended by itself is noticed by whoever connects.
cat >/dev/null
kill -QUIT "$server" 2>/dev/null || true
wait "$server" || true
