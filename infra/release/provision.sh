#!/usr/bin/env bash
# provision.sh ENVIRONMENT [--what-if]: main.bicep with main.ENVIRONMENT.bicepparam. What the slots run stays what it is.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=infra/release/facts.sh
. "$infra/release/facts.sh"

environment=${1:?"usage: provision.sh ENVIRONMENT [--what-if]"}
[[ $environment =~ ^[a-z]+$ && -f $infra/main.$environment.bicepparam ]] || fail "There is no infra/main.$environment.bicepparam."
find_deployer
find_deployed

deployment=(--resource-group "$RESOURCE_GROUP" --name main --parameters "$infra/main.$environment.bicepparam")
if [[ ${2:-} == --what-if ]]; then
  # A preview needs no rights to change anything.
  az deployment group what-if "${deployment[@]}" --validation-level ProviderNoRbac
  exit
fi
az deployment group create "${deployment[@]}" --output none
"$infra/release/administrators.sh"
