#!/usr/bin/env bash
# swap.sh [NAME]: staging and production change places; swap.sh once more takes it back. The platform warms the slot before.
# Where the plan has no slots, production stops and starts with package NAME.zip; without NAME with the one before.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

name=$(of functionAppName)
host=$(of functionAppHost)
slot_host=$(of stagingHost)
packages=$(of packagesUri)
liveness=$(of livenessAlertName)
app=(--resource-group "$RESOURCE_GROUP" --name "$name")
note_swap() { [[ -z ${GITHUB_OUTPUT:-} ]] || printf 'swapped=true\n' >>"$GITHUB_OUTPUT"; }

if [[ -n $slot_host ]]; then
  # It was stopped after the last release.
  az functionapp start "${app[@]}" --slot staging
  await_health "$slot_host"
  az functionapp deployment slot swap "${app[@]}" --slot staging --target-slot production
  note_swap
else
  package=${1:+$1.zip}
  [[ -n $package ]] ||
    package=$(az functionapp config appsettings list "${app[@]}" --query "[?name=='PREVIOUS_PACKAGE'].value | [0]" --output tsv)
  [[ -n $package ]] || fail "There is no package before this one: swap.sh NAME."
  running=$(package_of "$name" production)
  note_swap
  # Stopped before: two processes at once may be more than the connections of a small database.
  az functionapp stop "${app[@]}"
  az functionapp config appsettings set "${app[@]}" --output none \
    --settings "WEBSITE_RUN_FROM_PACKAGE=${packages}packages/$package" ${running:+"PREVIOUS_PACKAGE=$running"}
  az functionapp start "${app[@]}"
fi
# The scale controller doesn't learn of triggers by itself when a package comes by URL.
az rest --method post --output none \
  --url "$(az functionapp show "${app[@]}" --query id --output tsv)/syncfunctiontriggers?api-version=2025-03-01"
await_health "$host"
# Off until there was something that could answer.
az monitor metrics alert update --resource-group "$RESOURCE_GROUP" --name "$liveness" --enabled true --output none
