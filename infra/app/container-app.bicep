// The second target: the same app as a container, scaled by KEDA with a rule for each queue. There is no staging slot; a new image is a new
// revision.
// Never zero replicas: relay, timers and schedules run in the app, and nothing else would wake it.
import { planType, taskHubsType } from '../types.bicep'
import { laneFunctions, productionSettings } from 'app-settings.bicep'

@maxLength(32)
param name string
param environmentName string
param plan planType

@description('Image with the Functions host and the published app: infra/container/Dockerfile builds it.')
param image string

@description('Login server of the container registry, to which the identity has AcrPull. Empty: the image is public.')
param registry string
param zoneRedundant bool
param virtualNetworkName string
param identityName string
param applicationInsightsName string
param settings {
  durableSchedulerName: string
  lanes: int
  otlpEndpoint: string
  packageStorageName: string
  plaintextBroker: bool
  poolSize: int
  postgresName: string
  queueType: string
  storageName: string
  vaultName: string
}
param taskHubs taskHubsType
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' existing = if (!empty(settings.durableSchedulerName)) {
  name: settings.durableSchedulerName
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: virtualNetworkName

  resource subnet 'subnets' existing = {
    name: 'container-apps'
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: environmentName
  location: location
  tags: tags
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: network::subnet.id
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    zoneRedundant: zoneRedundant
  }
}

var facts = union(settings, {
  applicationInsightsConnectionString: insights.properties.ConnectionString
  clientId: identity.properties.clientId
  durableEndpoint: empty(settings.durableSchedulerName) ? '' : scheduler!.properties.endpoint
  identityId: identity.id
  identityName: identityName
})
// Container Apps resolve no references in settings: the broker's URI comes from the secret below.
var plain = filter(productionSettings(facts, '', taskHubs), s => s.name != 'PIPELINE_RABBITMQ')
var queues = [for i in range(0, length(take(laneFunctions, settings.lanes))): 'jobs.${i}']

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 80
        transport: 'http'
      }
      registries: empty(registry) ? [] : [{ server: registry, identity: identity.id }]
      secrets: [
        {
          name: 'broker-uri'
          keyVaultUrl: 'https://${settings.vaultName}${az.environment().suffixes.keyvaultDns}/secrets/broker-uri'
          identity: identity.id
        }
      ]
    }
    template: {
      // The host gives running jobs as long when a replica ends.
      terminationGracePeriodSeconds: 600
      containers: [
        {
          name: 'app'
          image: image
          resources: {
            cpu: 1
            memory: '2Gi'
          }
          env: concat(plain, [{ name: 'PIPELINE_RABBITMQ', secretRef: 'broker-uri' }])
        }
      ]
      scale: {
        minReplicas: max(1, plan.minInstances)
        maxReplicas: plan.maxInstances
        rules: [
          for queue in concat(queues, ['jobs.urgent']): {
            name: replace(queue, '.', '-')
            custom: {
              type: 'rabbitmq'
              metadata: { queueName: queue, protocol: 'amqp', mode: 'QueueLength', value: '20' }
              auth: [{ secretRef: 'broker-uri', triggerParameter: 'host' }]
            }
          }
        ]
      }
    }
  }
}

output host string = app.properties.configuration.ingress!.fqdn
