@description('Name of the vault, unique in all of Azure.')
@maxLength(24)
param name string

@description('amqps URI with user and password; empty leaves the secret as it is.')
@secure()
param brokerUri string

@description('Addresses from which the vault can be reached beside the virtual network.')
param openTo string[]
param location string
param tags object

// The only secret of a deployment: brokers outside of Azure know no Entra ID.
var brokerUriName = 'broker-uri'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    // Roles, as everywhere else, and no access policies beside them.
    enableRbacAuthorization: true
    // A vault that was deleted keeps its name, and its secret can be had back.
    enablePurgeProtection: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: empty(openTo) ? 'Disabled' : 'Enabled'
    networkAcls: {
      // The first deployment writes the secret through Resource Manager.
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      ipRules: [
        for address in openTo: {
          value: address
        }
      ]
    }
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(brokerUri)) {
  parent: vault
  name: brokerUriName
  properties: {
    value: brokerUri
  }
}

output id string = vault.id
output name string = vault.name
@description('Without a version: a new password is taken over within a day, or at the next restart.')
output brokerUriReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${brokerUriName})'
