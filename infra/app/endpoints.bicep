@description('First part of the endpoints\' names.')
param name string
param virtualNetworkName string
param storageName string
param vaultName string
param postgresName string
param location string
param tags object

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: virtualNetworkName

  resource subnet 'subnets' existing = {
    name: 'endpoints'
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource postgres 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: postgresName
}

// Blobs, queues and tables: the host and Durable Functions use all three.
var targets = [
  {
    kind: 'blob'
    id: storage.id
    group: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    kind: 'queue'
    id: storage.id
    group: 'queue'
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    kind: 'table'
    id: storage.id
    group: 'table'
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    kind: 'vault'
    id: vault.id
    group: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
  }
  {
    kind: 'postgres'
    id: postgres.id
    group: 'postgresqlServer'
    zone: 'privatelink.postgres.database.azure.com'
  }
]

module endpoint 'endpoint.bicep' = [
  for target in targets: {
    name: 'endpoint-${target.kind}'
    params: {
      name: '${name}-${target.kind}'
      targetId: target.id
      group: target.group
      zoneName: target.zone
      virtualNetworkId: network.id
      subnetId: network::subnet.id
      location: location
      tags: tags
    }
  }
]
