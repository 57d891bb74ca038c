# shellcheck shell=bash
# What the steps of a release share. They need: az (logged in), jq, and RESOURCE_GROUP.
set -euo pipefail

# shellcheck disable=SC2034 # the steps use it
infra=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
: "${RESOURCE_GROUP:?is the resource group that holds the deployment}"

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# of NAME: an output of main.bicep, as last deployed. Assign it before use: only then does a missing one end the script.
of() {
  jq --exit-status --raw-output --arg name "$1" 'if has($name) then .[$name].value | tostring else null end' <<<"$outputs" ||
    fail "The last deployment of main.bicep in $RESOURCE_GROUP has no $1: run provision.sh until it succeeds."
}

# need_outputs: reads them once, for all calls of the function above.
need_outputs() {
  outputs=$(az deployment group show --resource-group "$RESOURCE_GROUP" --name main --query properties.outputs --output json)
}

# package_of APP SLOT: the blob of the package that a slot runs; nothing where there is none.
package_of() {
  local slot=() url
  [[ $2 == production ]] || slot=(--slot "$2")
  url=$(az functionapp config appsettings list --resource-group "$RESOURCE_GROUP" --name "$1" ${slot[@]+"${slot[@]}"} \
    --query "[?name=='WEBSITE_RUN_FROM_PACKAGE'].value | [0]" --output tsv) || return
  printf '%s' "${url##*/packages/}"
}

# key_of SLOT: a function key, never printed; masked where a build server would log it.
key_of() {
  local slot=() key name
  [[ $1 == production ]] || slot=(--slot "$1")
  name=$(of functionAppName) || return
  key=$(az functionapp keys list --resource-group "$RESOURCE_GROUP" --name "$name" ${slot[@]+"${slot[@]}"} \
    --query functionKeys.default --output tsv) || return
  [[ -n $key ]] || fail "The app has no function key yet: it has not started."
  [[ -z ${GITHUB_ACTIONS:-} ]] || printf '::add-mask::%s\n' "$key" >&2
  printf '%s' "$key"
}

# await_health HOST: until liveness answers, up to ten minutes; a first start fetches the package and resolves its secret.
await_health() {
  say "waiting for https://$1/api/health …"
  curl --fail --silent --show-error --output /dev/null --max-time 20 --retry 40 --retry-delay 10 --retry-max-time 600 --retry-all-errors \
    "https://$1/api/health" || fail "https://$1/api/health does not answer: Application Insights has the app's log."
}
