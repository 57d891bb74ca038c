@description('First part of the endpoints\' names.')
param name string
param virtualNetworkId string
param subnetId string
param storageId string
param vaultId string
param postgresId string
param location string
param tags object

// Blobs, queues and tables: the host and Durable Functions use all three.
var targets = [
  {
    kind: 'blob'
    id: storageId
    group: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    kind: 'queue'
    id: storageId
    group: 'queue'
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    kind: 'table'
    id: storageId
    group: 'table'
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    kind: 'vault'
    id: vaultId
    group: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
  }
  {
    kind: 'postgres'
    id: postgresId
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
      virtualNetworkId: virtualNetworkId
      subnetId: subnetId
      location: location
      tags: tags
    }
  }
]
