# shellcheck shell=bash
# PostgreSQL as a process of this slot: loopback only, no unix socket, passwords by scram.

# postgres_bin: the folder of the server's programs; of the version that made the data, where there is data.
postgres_bin() {
  local wanted='' candidate
  if servers_are_current; then
    printf '%s' "$current_postgres"
    return
  fi
  [[ ! -e $slot/postgres/data/PG_VERSION ]] || wanted=$(cat "$slot/postgres/data/PG_VERSION")
  for candidate in $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV || true) \
    $(compgen -G '/opt/homebrew/opt/postgresql@*/bin' | sort -r || true) \
    "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
    [[ -x $candidate/initdb && -x $candidate/pg_isready ]] || continue
    [[ -n $wanted && "$("$candidate/postgres" --version)" != *" $wanted"[.\ ]* ]] && continue
    printf '%s' "$candidate"
    return
  done
  return 1
}

postgres_is_installed() { postgres_bin >/dev/null; }

create_postgres() {
  local bin=$1 secret_file=$directory/password
  rm -rf "$directory/data.new"
  (umask 077 && secret postgres >"$secret_file")
  own postgres "$secret_file"
  # Made under another name, so that a half-made one is never taken for data.
  attended "$directory" "${become[@]}" "$bin/initdb" -D "$directory/data.new" -U postgres --pwfile="$secret_file" \
    --auth=scram-sha-256 -E UTF8 --locale="$(postgres_locale)" >"$slot/initdb.log" 2>&1 ||
    fail_with_log "$slot/initdb.log" "initdb failed."
  rm -f "$secret_file"
  # shellcheck disable=SC2016 # expanded by the inner shell
  attended "$directory" "${become[@]}" bash -c 'echo "create database pipeline" | "$0" --single -D "$1" postgres' \
    "$bin/postgres" "$directory/data.new" >>"$slot/initdb.log" 2>&1 ||
    fail_with_log "$slot/initdb.log" "PostgreSQL could not create the database pipeline."
  mv "$directory/data.new" "$directory/data"
}

postgres_locale() { if locale -a 2>/dev/null | grep -qi '^c\.utf-\?8$'; then echo C.UTF-8; else echo C; fi; }

# forget_zombie: a killed server that nobody reaps (a container whose first process does not) still has its pid, and PostgreSQL would
# take it for alive. Its lock file goes, but only once no backend is attached to its memory any more.
forget_zombie() {
  local lock=$directory/data/postmaster.pid killed memory deadline=$((SECONDS + 10))
  [[ -f $lock && -r /proc/sysvipc/shm ]] || return 0
  killed=$(head -n 1 "$lock")
  memory=$(awk 'NR == 7 { print $2 }' "$lock")
  kill -0 "$killed" 2>/dev/null && [[ -z "$(command_of "$killed")" && -n $memory ]] || return 0
  until awk -v id="$memory" '$2 == id && $7 > 0 { exit 1 }' /proc/sysvipc/shm; do
    ((SECONDS < deadline)) || fail "backends of the killed PostgreSQL in $directory still run."
    sleep 0.05
  done
  rm -f "$lock"
}

start_postgres() {
  local bin
  bin=$(postgres_bin) ||
    fail "no PostgreSQL $(cat "$slot/postgres/data/PG_VERSION" 2>/dev/null) for the data in $slot/postgres. Install it, or remove that data."
  server_directory postgres postgres
  [[ -e $directory/data/PG_VERSION ]] || create_postgres "$bin"
  forget_zombie
  # Room for WAL as a server in production has it: after each checkpoint PostgreSQL writes every page that changes whole.
  spawn postgres "$directory/data" "$directory" "${become[@]}" "$bin/postgres" -D "$directory/data" -p "$(port postgres)" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB
}

await_postgres() {
  server_directory postgres postgres
  until_ready postgres 60 "${become[@]}" "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "$(port postgres)" -d pipeline -U postgres
}

postgres_address() {
  # Not a user called pipeline: "$user" leads the search path, and unqualified tables would land in the pipeline's schema.
  printf 'Host=127.0.0.1;Port=%s;Database=pipeline;Username=postgres;Password=%s' "$(port postgres)" "$(secret postgres)"
}
