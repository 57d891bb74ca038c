@description('Name of the account, unique in all of Azure.')
@maxLength(24)
param name string

@allowed(['Standard_LRS', 'Standard_ZRS'])
param skuName string

@description('Reached through private endpoints, and else only from openTo.')
param isPrivate bool

@description('Addresses from which a private account can be reached all the same.')
param openTo string[]

@description('Containers that have to be there before the app starts; it makes its own.')
param containers string[]
param location string
param tags object

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
    publicNetworkAccess: isPrivate && empty(openTo) ? 'Disabled' : 'Enabled'
    networkAcls: {
      // No way past the firewall for other services of Azure: nothing of ours needs one.
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
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
    // A blob that was deleted by mistake can be had back; the pipeline deletes what no row refers to.
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for containerName in containers: {
    parent: blobs
    name: containerName
  }
]

output id string = account.id
output name string = account.name
output blobUri string = account.properties.primaryEndpoints.blob
