@description('Name of the account, unique in all of Azure.')
@maxLength(24)
param name string

@allowed(['Standard_LRS', 'Standard_ZRS'])
param skuName string

@description('Who reaches the account: everybody with a role; subnets of the network; private endpoints. openTo adds addresses to the last two.')
@allowed(['public', 'subnets', 'privateEndpoints'])
param reach string

@description('The network whose subnets have a service endpoint for storage.')
param virtualNetworkName string

@description('Addresses from which an account that is not public can be reached as well.')
param openTo string[]

@description('Containers that must exist before the app starts. The app creates its own.')
param containers string[]
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

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: skuName
  }
  properties: {
    // No keys: whoever reads or writes has an identity with a role.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: reach == 'privateEndpoints' && empty(openTo) ? 'Disabled' : 'Enabled'
    networkAcls: {
      // No bypass for other services of Azure: the pipeline needs none.
      bypass: 'None'
      defaultAction: reach == 'public' ? 'Allow' : 'Deny'
      virtualNetworkRules: reach == 'subnets' ? [{ id: network::app.id }, { id: network::containerApps.id }] : []
      ipRules: [
        for address in openTo: {
          value: address
          action: 'Allow'
        }
      ]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    // A blob that was deleted by mistake can be restored for a week.
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for containerName in containers: {
    parent: blobs
    name: containerName
  }
]
