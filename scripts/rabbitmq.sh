# shellcheck shell=bash
# RabbitMQ as a process of this slot, with an epmd of its own: nothing is shared with the system's broker, nothing listens beyond loopback.

rabbitmq_bin() {
  local candidate
  if servers_are_current; then
    printf '%s' "$current_rabbitmq"
    return
  fi
  # Debian's program on PATH is a wrapper that insists on the system's paths.
  for candidate in /usr/lib/rabbitmq/bin/rabbitmq-server "$(command -v rabbitmq-server || true)" /opt/homebrew/sbin/rabbitmq-server; do
    if [[ -x $candidate ]]; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

rabbitmq_is_installed() { rabbitmq_bin >/dev/null && command -v epmd >/dev/null; }

rabbitmq_node() { printf 'pipeline-%s-%s@localhost' "$(checkout_id)" "${slot##*/}"; }

configure_rabbitmq() {
  cat >"$directory/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$(port rabbitmq)
default_user = pipeline
default_pass = $(secret rabbitmq)
loopback_users = none
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
# A quorum queue's log is held in memory up to three times this.
raft.wal_max_size_bytes = 64000000
CONF
  printf '[].\n' >"$directory/enabled_plugins"
  : >"$directory/environment"
  own rabbitmq "$directory"/{rabbitmq.conf,enabled_plugins,environment}
  chmod 600 "$directory/rabbitmq.conf"
}

start_rabbitmq() {
  server_directory rabbitmq rabbitmq
  configure_rabbitmq
  local epmd
  epmd=$(port epmd)
  is_ours epmd || spawn epmd "-port $epmd" / "${become[@]}" epmd -port "$epmd" -address 127.0.0.1
  until_ready epmd 10 answers "$epmd"
  # The node's address is given as a flag that nobody reads: it marks the process from its first moment.
  spawn rabbitmq "$directory" "$directory" "${become[@]}" env \
    HOME="$directory" \
    ERL_EPMD_PORT="$epmd" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_NODENAME="$(rabbitmq_node)" RABBITMQ_DIST_PORT="$(port distribution)" \
    RABBITMQ_CONF_ENV_FILE="$directory/environment" RABBITMQ_CONFIG_FILE="$directory/rabbitmq.conf" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$directory/enabled_plugins" \
    RABBITMQ_MNESIA_BASE="$directory/data" RABBITMQ_LOG_BASE="$directory" RABBITMQ_LOGS=- \
    RABBITMQ_PID_FILE="$directory/pid" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none" \
    "$(rabbitmq_bin)" -pipeline_slot "$directory"
}

rabbitmqctl_here() {
  server_directory rabbitmq rabbitmq
  "${become[@]}" env \
    HOME="$directory" \
    ERL_EPMD_PORT="$(port epmd)" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_NODENAME="$(rabbitmq_node)" RABBITMQ_CONF_ENV_FILE="$directory/environment" \
    RABBITMQ_CTL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
    "$(dirname "$(rabbitmq_bin)")/rabbitmqctl" -q "$@" >/dev/null
}

# tell_queue suspend|resume QUEUE: the process of a quorum queue on this node, which is called after its virtual host and its name.
tell_queue() {
  [[ $2 =~ ^[A-Za-z0-9._-]+$ ]] || fail "$2 is no name of a queue."
  rabbitmqctl_here eval "ok = sys:$1(list_to_existing_atom(\"%2F_$2\"))."
}

await_rabbitmq() { until_ready rabbitmq 120 speaks_amqp "$(port rabbitmq)"; }

answers() { (exec 7<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The broker answers the protocol's header with a method frame, which begins with 1. (In a subshell: a refused connection ends exec's shell.)
speaks_amqp() {
  (
    exec 7<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'AMQP\0\0\11\1' >&7
    IFS= read -r -n 1 -t 2 first <&7 && [[ $first == $'\1' ]]
  ) 2>/dev/null
}

rabbitmq_address() { printf 'amqp://pipeline:%s@127.0.0.1:%s' "$(secret rabbitmq)" "$(port rabbitmq)"; }
