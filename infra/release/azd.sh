#!/usr/bin/env bash
# azd.sh facts|administrators|release: what azd runs before and after its own steps (azure.yaml). Needs az, logged in to the same
# subscription.
set -euo pipefail

: "${AZURE_ENV_NAME:?is set by azd, which runs this}"
RESOURCE_GROUP=${AZURE_RESOURCE_GROUP:-rg-pipeline-$AZURE_ENV_NAME}
export RESOURCE_GROUP
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=infra/release/facts.sh
. "$infra/release/facts.sh"

subscription=$(az account show --query id --output tsv) || fail "az isn't logged in: az login"
[[ $subscription == "${AZURE_SUBSCRIPTION_ID:-}" ]] ||
  fail "az and azd use different subscriptions: az account set --subscription ${AZURE_SUBSCRIPTION_ID:-}"

case ${1:-} in
  facts)
    [[ -n ${ALERT_EMAILS:-} ]] || fail "Nobody would get the alerts: azd env set ALERT_EMAILS you@example.com"
    # azd remembers the last facts: found anew each time. A group stays the deployer, if it was set as one.
    unset HAS_BROKER_URI RECOVER_VAULT DATABASE_GB PACKAGE STAGING_PACKAGE
    [[ ${DEPLOYER_TYPE:-} == Group ]] || unset DEPLOYER_OBJECT_ID DEPLOYER_NAME DEPLOYER_TYPE
    find_deployer
    exists=$(az group exists --name "$RESOURCE_GROUP")
    if [[ $exists == true ]]; then find_deployed; else find_deleted_vault; fi
    azd env set DEPLOYER_OBJECT_ID "$DEPLOYER_OBJECT_ID"
    azd env set DEPLOYER_NAME "$DEPLOYER_NAME"
    azd env set DEPLOYER_TYPE "$DEPLOYER_TYPE"
    azd env set HAS_BROKER_URI "${HAS_BROKER_URI:-false}"
    azd env set RECOVER_VAULT "${RECOVER_VAULT:-false}"
    azd env set DATABASE_GB "${DATABASE_GB:-0}"
    azd env set PACKAGE "${PACKAGE:-}"
    azd env set STAGING_PACKAGE "${STAGING_PACKAGE:-}"
    ;;
  administrators) exec "$infra/release/administrators.sh" ;;
  release) exec "$infra/release/release.sh" ;;
  *) fail "usage: azd.sh facts|administrators|release" ;;
esac
