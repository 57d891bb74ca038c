param name string
param natGatewayName string
param publicAddressName string

@description('Whether all instances leave by one address.')
param fixedOutboundAddress bool
param location string
param tags object

resource address 'Microsoft.Network/publicIPAddresses@2025-05-01' = if (fixedOutboundAddress) {
  name: publicAddressName
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    // The broker's firewall names this address, so it must not change.
    publicIPAllocationMethod: 'Static'
  }
}

resource gateway 'Microsoft.Network/natGateways@2025-05-01' = if (fixedOutboundAddress) {
  name: natGatewayName
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIpAddresses: [
      {
        id: address.id
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
    // All subnets of all profiles, within the network: Azure refuses parallel changes of subnets, and an empty subnet costs nothing.
    subnets: [
      {
        name: 'app'
        properties: {
          // An instance of each slot takes an address, and an upgrade of the platform takes twice as many.
          addressPrefix: '10.20.0.0/24'
          natGateway: fixedOutboundAddress ? { id: gateway.id } : null
          // The way to storage and vault where there are no private endpoints.
          serviceEndpoints: [
            {
              service: 'Microsoft.Storage'
            }
            {
              service: 'Microsoft.KeyVault'
            }
          ]
          delegations: [
            {
              name: 'functions'
              properties: {
                serviceName: 'Microsoft.Web/serverFarms'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.20.1.0/24'
        }
      }
      {
        // For a runner of your own, where the workflow may not open PostgreSQL to its address.
        name: 'deploy'
        properties: {
          addressPrefix: '10.20.2.0/24'
        }
      }
      {
        name: 'broker'
        properties: {
          addressPrefix: '10.20.3.0/28'
          // The container's image comes from the internet.
          defaultOutboundAccess: true
          delegations: [
            {
              name: 'containers'
              properties: {
                serviceName: 'Microsoft.ContainerInstance/containerGroups'
              }
            }
          ]
        }
      }
      {
        name: 'container-apps'
        properties: {
          addressPrefix: '10.20.4.0/27'
          serviceEndpoints: [
            {
              service: 'Microsoft.Storage'
            }
            {
              service: 'Microsoft.KeyVault'
            }
          ]
          delegations: [
            {
              name: 'container-apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
    ]
  }
}

output outboundAddress string = fixedOutboundAddress ? address!.properties.ipAddress : ''
