param name string
param natGatewayName string
param publicAddressName string

@description('Whether all instances leave by one address.')
param fixedOutboundAddress bool
param location string
param tags object

resource address 'Microsoft.Network/publicIPAddresses@2024-05-01' = if (fixedOutboundAddress) {
  name: publicAddressName
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    // A broker's firewall names it: it must not change.
    publicIPAllocationMethod: 'Static'
  }
}

resource gateway 'Microsoft.Network/natGateways@2024-05-01' = if (fixedOutboundAddress) {
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
    // Within the network: a deployment of subnets by themselves is refused while another one is under way.
    subnets: [
      {
        name: 'app'
        properties: {
          // An instance of each slot takes an address, and an upgrade of the platform takes twice as many.
          addressPrefix: '10.20.0.0/24'
          natGateway: fixedOutboundAddress ? { id: gateway.id } : null
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
        // For the runner that uploads and migrates where openTo is empty.
        name: 'deploy'
        properties: {
          addressPrefix: '10.20.2.0/24'
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }

  resource deploy 'subnets' existing = {
    name: 'deploy'
  }
}

output id string = network.id
output appSubnetId string = network::app.id
output endpointSubnetId string = network::endpoints.id
output deploySubnetId string = network::deploy.id
output outboundAddress string = fixedOutboundAddress ? address!.properties.ipAddress : ''
