#!/usr/bin/env bash
# ./dev chaos: jobs under faults, on servers of this slot, which it stops and kills; those that the environment names are left running.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"

[[ " $* " != *" --help "* ]] || exec "$root/dev" help
options=("$@")
[[ " $* " == *' --app-command'* ]] || options+=(--app-command "exec dotnet '$local_host' '$functions_output' --port \$PORT")

begin_session
start_services
build
await_services
export PIPELINE_SLOT=$slot PIPELINE_SERVICE=$root/scripts/service
attended "$root" dotnet "$chaos_program" --folder "$slot/chaos" --servers "$(IFS=, && echo "${as_process[*]-}")" "${options[@]}"
