#!/usr/bin/env bash
# bootstrap.sh ENVIRONMENT OWNER/REPOSITORY REGION: what the workflow deploy needs before it first runs, once for each environment, by an
# owner of the
# subscription: the resource group, an identity that deploys and one that previews, each trusting one environment of the repository. It can
# be run again.
# No password is made, and nothing that it prints is a secret.
set -euo pipefail

environment=${1:?"usage: bootstrap.sh ENVIRONMENT OWNER/REPOSITORY REGION"} repository=${2:?} region=${3:?}
export RESOURCE_GROUP=${RESOURCE_GROUP:-rg-pipeline-$environment}
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[[ $environment =~ ^[a-z]+$ && -f $infra/main.$environment.bicepparam ]] || fail "There is no infra/main.$environment.bicepparam."
[[ $repository =~ ^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$ ]] || fail "$repository isn't OWNER/REPOSITORY."

# The roles that main.bicep gives away. The deployer can assign and remove these, and no others: it can't make itself or anybody an owner.
roles=(
  b7e6dc6d-f1e8-4753-8033-0f276bb0955b # Storage Blob Data Owner
  ba92f5b4-2d11-453d-a403-e96b0029c9fe # Storage Blob Data Contributor
  2a2b9908-6ea1-4ae2-8e65-a410df84e7d1 # Storage Blob Data Reader
  974c5e8b-45b9-4653-ba55-5f855dd0fb88 # Storage Queue Data Contributor
  0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3 # Storage Table Data Contributor
  4633458b-17de-408a-b874-0445c86b69e6 # Key Vault Secrets User
  3913510d-42f4-4e42-8a64-420c390055eb # Monitoring Metrics Publisher
  0ad04412-c4d5-4796-b79c-f76d14c8d402 # Durable Task Data Contributor
)
list=$(IFS=,; printf '%s' "${roles[*]}")
limited() {
  printf "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/%s'})) OR (@%s[Microsoft.Authorization/roleAssignments:RoleDefinitionId] " "$1" "$2"
  printf 'ForAnyOfAnyValues:GuidEquals {%s}))' "$list"
}
condition="$(limited write Request) AND $(limited delete Resource)"

# identity NAME GITHUB_ENVIRONMENT: sets client and principal.
identity() {
  local known subject=repo:$repository:environment:$2
  # Of one's own only: anybody in the tenant may call an app by this name.
  client=$(az ad app list --show-mine --query "[?displayName=='$1'].appId | [0]" --output tsv)
  [[ -n $client ]] || client=$(az ad app create --display-name "$1" --sign-in-audience AzureADMyOrg --query appId --output tsv)
  principal=$(az ad sp list --filter "appId eq '$client'" --query '[0].id' --output tsv)
  [[ -n $principal ]] || principal=$(az ad sp create --id "$client" --query id --output tsv)
  known=$(az ad app federated-credential list --id "$client" --query "[?subject=='$subject'].name | [0]" --output tsv)
  [[ -n $known ]] || az ad app federated-credential create --id "$client" --output none --parameters "$(
    jq --null-input --compact-output --arg name "$2" --arg subject "$subject" \
      '{name: $name, subject: $subject, issuer: "https://token.actions.githubusercontent.com", audiences: ["api://AzureADTokenExchange"]}'
  )"
}

assign() {
  az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal --scope "$scope" --output none "$@"
}

# variables GITHUB_ENVIRONMENT: for whoever administers the repository.
variables() {
  local pair
  for pair in "AZURE_CLIENT_ID=$client" "AZURE_TENANT_ID=$tenant" "AZURE_SUBSCRIPTION_ID=$subscription" \
    "AZURE_RESOURCE_GROUP=$RESOURCE_GROUP" \
    "DEPLOYER_OBJECT_ID=$deployer" "DEPLOYER_NAME=pipeline-$environment-deployer" "ALERT_EMAILS=${ALERT_EMAILS:-you@example.com}"; do
    printf 'gh variable set %s --repo %s --env %s --body %q\n' "${pair%%=*}" "$repository" "$1" "${pair#*=}"
  done
}

tenant=$(az account show --query tenantId --output tsv)
subscription=$(az account show --query id --output tsv)
az group create --name "$RESOURCE_GROUP" --location "$region" --output none
scope=/subscriptions/$subscription/resourceGroups/$RESOURCE_GROUP

identity "pipeline-$environment-deployer" "$environment"
deployer=$principal
assign --role Contributor
assign --role "Role Based Access Control Administrator" --condition "$condition" --condition-version 2.0
variables "$environment"

# Reads everything but data and secrets, asks what a deployment would change, and changes nothing.
preview="Pipeline preview ($RESOURCE_GROUP)"
known=$(az role definition list --name "$preview" --resource-group "$RESOURCE_GROUP" --query '[0].name' --output tsv)
[[ -n $known ]] || az role definition create --output none --role-definition "$(
  jq --null-input --compact-output --arg name "$preview" --arg scope "$scope" '{
    Name: $name, Description: "Previews deployments of a pipeline.",
    AssignableScopes: [$scope], Actions: ["*/read",
      "Microsoft.Resources/deployments/whatIf/action", "Microsoft.Resources/deployments/validate/action",
      "Microsoft.Web/sites/config/list/action", "Microsoft.Web/sites/slots/config/list/action"]}'
)"
identity "pipeline-$environment-preview" "$environment-preview"
assign --role "$preview"
variables "$environment-preview"
