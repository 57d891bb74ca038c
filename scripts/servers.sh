# shellcheck shell=bash
# Which servers ./dev test starts. "current" is RabbitMQ 4 and PostgreSQL 17 of Debian 13, in a folder of their own by debootstrap, entered
# by chroot. A path of a slot is the same inside and outside: the data is inside, and the slot has a link to it.

servers_root=$root/.local/current
current_postgres=/usr/lib/postgresql/17/bin
current_rabbitmq=/usr/lib/rabbitmq/bin/rabbitmq-server

choose_servers() {
  case $1 in
    packages | current) export PIPELINE_SERVERS=$1 ;;
    *) misused "--servers takes packages or current, not ${1:-nothing}." ;;
  esac
}

# Where they run as processes. In containers they are current anyway.
servers_are_current() { [[ ${PIPELINE_SERVERS:-} == current ]]; }

# Their data is of no use to others.
servers_prefix() { ! servers_are_current || printf 'current-'; }

# owner_of USER: its numbers, which differ inside.
owner_of() {
  if servers_are_current; then
    awk -F: -v user="$1" '$1 == user { print $3 ":" $4 }' "$servers_root/etc/passwd"
  else
    printf '%s:%s' "$(id -u "$1")" "$(id -g "$1")"
  fi
}

prepare_servers() {
  servers_are_current || return 0
  ((EUID == 0)) || fail "--servers current needs root where no container engine answers: the servers run by chroot."
  [[ ! -e $servers_root ]] || return 0
  command -v debootstrap >/dev/null || apt_install debootstrap
  only_one current install_current
}

install_current() {
  [[ ! -e $servers_root ]] || return 0 # another run has just done it
  local mirror
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE 's#^(deb|URIs:) +(https?://[^ ]+/debian)/?( .*)?$#\2#p' | head -n 1)
  say "installing RabbitMQ 4 and PostgreSQL 17 of Debian 13 in ${servers_root#"$root/"} …"
  rm -rf "$servers_root.new"
  attended "$root" debootstrap --variant=minbase --include=rabbitmq-server,postgresql-17 trixie "$servers_root.new" \
    "${mirror:-http://deb.debian.org/debian}" >"$slot/debootstrap.log" 2>&1 ||
    fail_with_log "$slot/debootstrap.log" "debootstrap could not install the servers."
  printf '127.0.0.1 localhost\n' >"$servers_root.new/etc/hosts"
  mv "$servers_root.new" "$servers_root"
}
