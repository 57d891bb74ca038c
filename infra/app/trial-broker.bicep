// A RabbitMQ to try the pipeline with: one container without a disk. A restart loses its messages, which maintenance publishes again, and
// may change its
// address, which the next deployment corrects. It has no TLS and is reached from the network only. Not for production.
param name string
param virtualNetworkName string
param vaultName string

@secure()
param password string
param location string
param tags object

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: virtualNetworkName

  resource subnet 'subnets' existing = {
    name: 'broker'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource group 'Microsoft.ContainerInstance/containerGroups@2025-09-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: 'Standard'
    osType: 'Linux'
    restartPolicy: 'Always'
    subnetIds: [
      {
        id: network::subnet.id
      }
    ]
    ipAddress: {
      type: 'Private'
      ports: [
        {
          port: 5672
          protocol: 'TCP'
        }
      ]
    }
    containers: [
      {
        name: 'rabbitmq'
        properties: {
          image: 'docker.io/library/rabbitmq:4.2'
          resources: {
            requests: {
              cpu: 1
              memoryInGB: 1
            }
          }
          ports: [
            {
              port: 5672
              protocol: 'TCP'
            }
          ]
          environmentVariables: [
            {
              name: 'RABBITMQ_DEFAULT_USER'
              value: 'pipeline'
            }
            {
              name: 'RABBITMQ_DEFAULT_PASS'
              secureValue: password
            }
          ]
        }
      }
    ]
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: 'broker-uri'
  properties: {
    value: 'amqp://pipeline:${password}@${group.properties.ipAddress!.ip!}:5672/'
  }
}
