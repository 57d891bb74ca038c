# shellcheck shell=bash
# PostgreSQL, RabbitMQ and blobs: each one taken from the environment if given, else from a container, else as a process.

# Names of the servers that this run has, as processes and in containers.
as_process=() in_container=()

start_services() {
  local missing=() name
  [[ -n ${PIPELINE_RABBITMQ:-} ]] || missing+=(rabbitmq)
  [[ -n ${PIPELINE_BLOBS:-} ]] || missing+=(azurite)
  [[ -n ${PIPELINE_POSTGRES:-} ]] || missing+=(postgres)
  if ((${#missing[@]} > 0)); then
    choose_ports postgres rabbitmq distribution epmd blob queue table
    if [[ ${PIPELINE_SERVERS:-} != packages ]] && engine_answers; then
      in_container=("${missing[@]}")
      compose_up "${missing[@]}"
    else
      as_process=("${missing[@]}")
      prepare_servers
      install_services
      say "starting ${missing[*]} (data and logs in ${slot#"$root/"}) …"
      # The slowest first; they come up side by side, and await_services sees to it.
      for name in "${missing[@]}"; do "start_$name"; done
    fi
  fi
  export PIPELINE_POSTGRES=${PIPELINE_POSTGRES:-$(postgres_address)}
  export PIPELINE_RABBITMQ=${PIPELINE_RABBITMQ:-$(rabbitmq_address)}
  export PIPELINE_BLOBS=${PIPELINE_BLOBS:-$(azurite_address)}
  export AzureWebJobsStorage=${AzureWebJobsStorage:-$PIPELINE_BLOBS}
}

install_services() {
  local name packages=()
  for name in "${as_process[@]}"; do
    case $name in
      postgres) servers_are_current || postgres_is_installed || [[ -e $slot/postgres/data ]] || packages+=(postgresql) ;;
      rabbitmq) servers_are_current || rabbitmq_is_installed || packages+=(rabbitmq-server) ;;
      azurite)
        command -v node >/dev/null || packages+=(nodejs)
        command -v npm >/dev/null || azurite_is_installed || packages+=(npm)
        ;;
    esac
  done
  if ((${#packages[@]} > 0)); then
    command -v apt-get >/dev/null ||
      fail "no container engine answers, and without apt-get there is no way here to install: ${packages[*]}.
     Start Docker, install them, or set PIPELINE_POSTGRES, PIPELINE_RABBITMQ and PIPELINE_BLOBS."
    apt_install "${packages[@]}"
  fi
  [[ " ${as_process[*]} " != *" azurite "* ]] || azurite_is_installed || only_one npm install_azurite
}

await_services() {
  local name
  for name in ${as_process[@]+"${as_process[@]}"}; do "await_$name"; done
}

stop_services() {
  end_all
  ((${#in_container[@]} == 0)) || compose_stop
}
