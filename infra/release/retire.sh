#!/usr/bin/env bash
# retire.sh: stops what was swapped out. Old code that ran on would publish, and declare the schedules that it knows; swap.sh starts it again.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

az functionapp stop --resource-group "$RESOURCE_GROUP" --name "$(of functionAppName)" --slot staging
