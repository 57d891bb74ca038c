@description('Name of the endpoint.')
param name string

@description('The server behind the endpoint.')
param targetId string

@description('The part of that server: blob, queue, table, vault or postgresqlServer.')
param group string

@description('DNS zone that resolves the server\'s name to the endpoint.')
param zoneName string
param virtualNetworkId string
param subnetId string
param location string
param tags object

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  location: 'global'
  tags: tags

  // Within the network the server's own name resolves to the endpoint, so no address is configured anywhere.
  resource link 'virtualNetworkLinks' = {
    name: group
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: virtualNetworkId
      }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: group
        properties: {
          privateLinkServiceId: targetId
          groupIds: [group]
        }
      }
    ]
  }

  resource record 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: group
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
  }
}
