#!/usr/bin/env bash
# retire.sh: stops what was swapped out. Old code that ran on would publish, and declare the schedules that it knows; swap.sh starts it
# again.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

slot_host=$(of stagingHost)
name=$(of functionAppName)
[[ -n $slot_host ]] || exit 0
az functionapp stop --resource-group "$RESOURCE_GROUP" --name "$name" --slot staging
