#!/usr/bin/env bash
# provision.sh ENVIRONMENT [--what-if]: main.bicep with main.ENVIRONMENT.bicepparam. What the slots run stays what it is.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

environment=${1:?"usage: provision.sh ENVIRONMENT [--what-if]"} verb=create
[[ ${2:-} != --what-if ]] || verb=what-if
[[ -f $infra/main.$environment.bicepparam ]] || fail "There is no infra/main.$environment.bicepparam."

# Asked of the app itself, not of the last deployment, which may have failed: without its package production would be empty. None: nothing to keep.
app=$(az functionapp list --resource-group "$RESOURCE_GROUP" --query '[0].name' --output tsv)
if [[ -n $app ]]; then
  PACKAGE=$(package_of "$app" production)
  slots=$(az functionapp deployment slot list --resource-group "$RESOURCE_GROUP" --name "$app" --query "[?name=='staging'] | length(@)" --output tsv)
  STAGING_PACKAGE=$( ((slots == 0)) || package_of "$app" staging)
  export PACKAGE STAGING_PACKAGE
fi
# A preview asks for no rights to change anything.
how=(--output none)
[[ $verb == create ]] || how=(--validation-level ProviderNoRbac)
az deployment group "$verb" --resource-group "$RESOURCE_GROUP" --name main --parameters "$infra/main.$environment.bicepparam" "${how[@]}"
