#!/usr/bin/env bash
# stage.sh NAME: the staging slot runs package NAME.zip, and answers; its triggers are disabled, so that it takes no work.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

name=${1:?"usage: stage.sh NAME"}
app=$(of functionAppName)
host=$(of stagingHost)
if [[ -z $host ]]; then
  say "this plan has no staging slot: swap.sh NAME starts the package in production"
  exit 0
fi
packages=$(of packagesUri)
slot=(--resource-group "$RESOURCE_GROUP" --name "$app" --slot staging)
# Stopped first: otherwise the package before might be the one that answers below.
az functionapp stop "${slot[@]}"
az functionapp config appsettings set "${slot[@]}" --settings "WEBSITE_RUN_FROM_PACKAGE=${packages}packages/$name.zip" --output none
az functionapp start "${slot[@]}"
await_health "$host"

# Servers and lanes as the new package sees them: after a swap would be too late to learn that it can't reach one. The key goes by stdin,
# not on a command line.
key=$(key_of staging)
printf 'x-functions-key: %s' "$key" |
  curl --fail-with-body --silent --show-error --max-time 60 --header @- "https://$host/api/health/details" ||
  fail "The new package doesn't reach its servers, see above. Production is unchanged."
