#!/usr/bin/env bash
# ./dev bench: the pipeline beside Celery and beside the servers' limits, on servers of this slot.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"
# shellcheck source=scripts/redis.sh
. "$root/scripts/redis.sh"

[[ " $* " != *" --help "* ]] || exec "$root/dev" help
options=() peers=celery,pipeline,limits save=''
while (($# > 0)); do
  case $1 in
    --save) save=1 ;;
    --peers)
      [[ $# -ge 2 ]] || misused "--peers needs a value."
      peers=$2
      options+=("$1" "$2")
      shift
      ;;
    *) options+=("$1") ;;
  esac
  shift
done
[[ " ${options[*]-} " == *' --app-command'* ]] || options+=(--app-command "exec dotnet '$local_host' '$functions_output' --port \$PORT" --host local)
[[ -z $save ]] || options+=(--save "$root/docs")

begin_session
start_services
if [[ $peers == *celery* ]]; then
  install_celery
  start_redis
fi
build
await_services
if [[ $peers == *celery* ]]; then await_redis; fi
mkdir -p "$slot/bench"
if is_ours postgres; then export BENCH_POSTGRES_PID=$pid; fi
if is_ours rabbitmq; then export BENCH_RABBITMQ_PID=$pid; fi
if is_ours azurite; then export BENCH_AZURITE_PID=$pid; fi
attended "$root" dotnet "$bench_program" --folder "$slot/bench" ${options[@]+"${options[@]}"}
