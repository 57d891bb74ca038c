# shellcheck shell=bash
# A slot is the state of one running dev: $root/.local/N with its servers' data, ports, passwords and logs. The first one whose lock
# is free is taken, so that data stays from run to run and a second run beside the first has servers of its own.

take_slot() {
  local n=1
  while true; do
    slot=$root/.local/$(servers_prefix)$n
    mkdir -p "$slot/pids"
    exec 9>"$slot/lock"
    lock_descriptor 9 && break
    n=$((n + 1))
  done
  ((n == 1)) || say "another run is using .local/1: this one uses .local/$n"
  end_leftovers
}

# What a run that was killed left behind; the last run's logs go too.
end_leftovers() {
  local file said=''
  for file in "$slot"/pids/*; do
    if [[ -z $said && -e $file ]] && is_ours "${file##*/}"; then
      say "ending what a killed run left behind in ${slot#"$root/"}"
      said=1
    fi
  done
  end_all
  rm -f "$slot"/pids/* "$slot"/*.log
}

# This checkout among others on this machine, for names that must not clash.
checkout_id() { printf '%s' "$root" | cksum | tr -d ' '; }

# port NAME: the one remembered for this slot.
port() { sed -n "s/^$1=//p" "$slot/ports"; }

is_free() { ! (exec 7<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# choose_ports NAME...: keeps those that are remembered and free. Below 32768, where Linux begins to take ports for outgoing calls.
choose_ports() {
  local name number
  touch "$slot/ports"
  for name in "$@"; do
    number=$(port "$name")
    if [[ -n $number ]] && is_free "$number"; then continue; fi
    until number=$((20000 + RANDOM % 12000)); ! grep -qs "=$number\$" "$root"/.local/*/ports && is_free "$number"; do :; done
    { grep -v "^$name=" "$slot/ports" || true; } >"$slot/ports.new"
    printf '%s=%s\n' "$name" "$number" >>"$slot/ports.new"
    mv "$slot/ports.new" "$slot/ports"
  done
}

# secret NAME: 48 hex digits, made on first use, readable by their owner alone.
secret() {
  local value
  value=$(sed -n "s/^$1=//p" "$slot/secrets" 2>/dev/null || true)
  if [[ -z $value ]]; then
    value=$(od -An -v -tx1 -N 24 /dev/urandom | tr -d ' \n')
    (umask 077 && printf '%s=%s\n' "$1" "$value" >>"$slot/secrets")
  fi
  printf '%s' "$value"
}

# become USER: sets the array $become, a command prefix; a no-op unless we are root, whom the servers refuse.
become() {
  become=(env)
  if servers_are_current; then
    become=(chroot "--userspec=$(owner_of "$1")" --groups= "$servers_root")
    return
  fi
  ((EUID != 0)) || become=(setpriv "--reuid=$1" "--regid=$(id -g "$1")" --init-groups --)
}

# own USER FILE...: gives them to the user that a server runs as; a no-op unless we are root.
own() { ((EUID != 0)) || chown "$(owner_of "$1")" "${@:2}"; }

# server_directory NAME USER: sets $become, and $directory to $slot/NAME, owned by USER when we are root. Where USER cannot reach the checkout
# (one below /root), the data goes to /var/tmp and $slot/NAME points there.
server_directory() {
  directory=$slot/$1
  become "$2"
  if servers_are_current; then
    mkdir -p "$servers_root$directory"
    ln -sfn "$servers_root$directory" "$directory"
    own "$2" "$directory/"
    chmod 700 "$directory/"
    return
  fi
  if ((EUID == 0)); then
    if ! "${become[@]}" test -x "$slot"; then
      local base target
      base=/var/tmp/pipeline-$(checkout_id)
      target=$base/${slot##*/}/$1
      if [[ "$(readlink "$directory" || true)" != "$target" ]]; then
        rm -f "$directory"
        say "$2 cannot enter $root: the data of $1 goes to $target"
      fi
      mkdir -p "$base"
      [[ -O $base && ! -L $base ]] || fail "$base belongs to somebody else. Remove it and run this again."
      mkdir -p "$target"
      chmod 711 "$base" "${target%/*}"
      ln -sfn "$target" "$directory"
      directory=$target
    fi
    mkdir -p "$directory"
    chown "$2" "$directory"
  fi
  mkdir -p "$directory"
  chmod 700 "$directory"
}

# until_ready NAME SECONDS COMMAND...: polls COMMAND; the server's death or the deadline ends the wait with its log.
until_ready() {
  local name=$1 deadline=$((SECONDS + $2)) allowed=$2
  shift 2
  until "$@"; do
    is_ours "$name" || fail_with_log "$slot/$name.log" "$name ended while it was starting."
    ((SECONDS < deadline)) || fail_with_log "$slot/$name.log" "$name was not ready after $allowed s."
    sleep 0.1
  done
}
