# shellcheck shell=bash
# Sourced by provision.sh and azd.sh: who deploys, and what is deployed already. Exports what the parameter files read.

# find_deployer: whoever is logged in to az, unless the environment names somebody, such as a group.
find_deployer() {
  [[ -z ${DEPLOYER_OBJECT_ID:-} ]] || return 0
  local type name found
  type=$(az account show --query user.type --output tsv)
  if [[ $type == user ]]; then
    found=$(az ad signed-in-user show --query '[id,userPrincipalName]' --output tsv)
    DEPLOYER_TYPE=User
  else
    name=$(az account show --query user.name --output tsv)
    found=$(az ad sp show --id "$name" --query '[id,displayName]' --output tsv)
    DEPLOYER_TYPE=ServicePrincipal
  fi
  DEPLOYER_OBJECT_ID=$(sed -n 1p <<<"$found") DEPLOYER_NAME=$(sed -n 2p <<<"$found")
  [[ -n $DEPLOYER_OBJECT_ID && -n $DEPLOYER_NAME ]] ||
    fail "Entra ID doesn't return who is logged in: set DEPLOYER_OBJECT_ID, DEPLOYER_NAME and DEPLOYER_TYPE."
  export DEPLOYER_OBJECT_ID DEPLOYER_NAME DEPLOYER_TYPE
}

# listed TYPE VERSION QUERY: of a type in the group, by Resource Manager itself, whose answers don't change with the version of az.
listed() {
  az rest --method get --url "/subscriptions/{subscriptionId}/resourceGroups/$RESOURCE_GROUP/providers/$1?api-version=$2" \
    --query "$3" --output tsv
}

# find_deployed: by what there is, not by the last deployment, which may have failed.
find_deployed() {
  local app slots vault disk
  # Without its package production would be empty after a deployment.
  app=$(az functionapp list --resource-group "$RESOURCE_GROUP" --query '[0].name' --output tsv)
  if [[ -n $app ]]; then
    PACKAGE=$(package_of "$app" production)
    slots=$(az functionapp deployment slot list --resource-group "$RESOURCE_GROUP" --name "$app" \
      --query "[?name=='staging'] | length(@)" --output tsv)
    STAGING_PACKAGE=$( ((slots == 0)) || package_of "$app" staging)
    export PACKAGE STAGING_PACKAGE
  fi

  vault=$(listed Microsoft.KeyVault/vaults 2025-05-01 'value[0].name')
  if [[ -n $vault ]]; then
    # The name of the secret, not its value, which Resource Manager doesn't tell.
    HAS_BROKER_URI=false
    [[ -z $(listed "Microsoft.KeyVault/vaults/$vault/secrets" 2025-05-01 "value[?name=='broker-uri'].name") ]] || HAS_BROKER_URI=true
    export HAS_BROKER_URI
  else
    find_deleted_vault
  fi

  # A disk that has grown can't shrink: Azure would refuse the size of the parameter file.
  disk=$(listed Microsoft.DBforPostgreSQL/flexibleServers 2025-08-01 'value[0].properties.storage.storageSizeGB')
  [[ -z $disk ]] || export DATABASE_GB=$disk
}

# find_deleted_vault: a deleted vault keeps its name for a week, and a group of the same name gets a vault of the same name. It can only be
# recovered.
find_deleted_vault() {
  local deleted
  [[ -z ${RECOVER_VAULT:-} ]] || return 0
  RECOVER_VAULT=false
  if deleted=$(az keyvault list-deleted --resource-type vault --query '[].properties.vaultId' --output tsv); then
    [[ ${deleted,,} != *"/resourcegroups/${RESOURCE_GROUP,,}/"* ]] || RECOVER_VAULT=true
  else
    say "Deleted vaults can't be listed with these rights. If Azure says that the vault's name is taken, set RECOVER_VAULT=true."
  fi
  export RECOVER_VAULT
}
