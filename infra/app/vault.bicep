@description('Name of the vault, unique in all of Azure.')
@maxLength(24)
param name string

@description('amqps URI with user and password. Empty keeps the secret that the vault has.')
@secure()
param brokerUri string

@description('A vault of this name was deleted and can be recovered. Azure keeps the name of a deleted vault, so it can only be recovered.')
param recover bool

@description('Whether private endpoints lead to the vault. Otherwise subnets of the network reach it.')
param isPrivate bool

@description('The network whose subnets have a service endpoint for vaults.')
param virtualNetworkName string

@description('Addresses from which the vault can be reached as well.')
param openTo string[]
param location string
param tags object

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: virtualNetworkName

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource containerApps 'subnets' existing = {
    name: 'container-apps'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    createMode: recover ? 'recover' : 'default'
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    // Roles, as everywhere else, and no access policies beside them.
    enableRbacAuthorization: true
    // Nobody can destroy the secret at once: for a week a deleted vault can be recovered and its name can't be reused.
    enablePurgeProtection: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: isPrivate && empty(openTo) ? 'Disabled' : 'Enabled'
    networkAcls: {
      // The deployment writes the secret through Resource Manager.
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      virtualNetworkRules: !isPrivate ? [{ id: network::app.id }, { id: network::containerApps.id }] : []
      ipRules: [
        for address in openTo: {
          value: address
        }
      ]
    }
  }
}

// The only secret of a deployment: RabbitMQ has no logins by Entra ID here.
resource secret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(brokerUri)) {
  parent: vault
  name: 'broker-uri'
  properties: {
    value: brokerUri
  }
}
