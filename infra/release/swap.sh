#!/usr/bin/env bash
# swap.sh: staging and production change places; swap.sh once more takes it back. The platform warms the slot before.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

app=$(of functionAppName)
# The slot that is to be swapped in was stopped after the release before.
az functionapp start --resource-group "$RESOURCE_GROUP" --name "$app" --slot staging
await_health "$(of stagingHost)"
az functionapp deployment slot swap --resource-group "$RESOURCE_GROUP" --name "$app" --slot staging --target-slot production
[[ -z ${GITHUB_OUTPUT:-} ]] || printf 'swapped=true\n' >>"$GITHUB_OUTPUT"
# A package that comes by URL does not tell the scale controller of its triggers.
az rest --method post --output none \
  --url "$(az functionapp show --resource-group "$RESOURCE_GROUP" --name "$app" --query id --output tsv)/syncfunctiontriggers?api-version=2025-03-01"
await_health "$(of functionAppHost)"
