// The Function App. Elastic Premium and Dedicated plans support the RabbitMQ trigger; Flex Consumption neither runs nor scales it.
import { planType, taskHubsType } from '../types.bicep'
import { productionSettings, stagingSettings, stickySettings } from 'app-settings.bicep'

@description('Name of the app, unique in all of Azure. The host tells app and slot apart by the first 32 characters.')
@maxLength(32)
param name string
param planName string
param plan planType
param zoneRedundant bool
param virtualNetworkName string
param identityName string
param applicationInsightsName string

@description('What the settings are made of, without what is only known once the identity and Application Insights exist.')
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
param package string
param stagingPackage string
param taskHubs taskHubsType
param callers string[]
param location string
param tags object

// Basic plans have neither scaling nor slots.
var isElastic = startsWith(plan.sku, 'EP')

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
    name: 'app'
  }
}

var facts = union(settings, {
  applicationInsightsConnectionString: insights.properties.ConnectionString
  clientId: identity.properties.clientId
  durableEndpoint: empty(settings.durableSchedulerName) ? '' : scheduler!.properties.endpoint
  identityId: identity.id
  identityName: identityName
})

resource farm 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: isElastic ? 'elastic' : 'linux'
  sku: {
    name: plan.sku
    tier: isElastic ? 'ElasticPremium' : 'Basic'
    capacity: plan.minInstances
  }
  properties: {
    // Linux
    reserved: true
    maximumElasticWorkerCount: isElastic ? plan.maxInstances : null
    zoneRedundant: zoneRedundant
  }
}

var callerRules = [
  for (addresses, i) in callers: {
    name: 'caller-${i}'
    ipAddress: addresses
    action: 'Allow'
    priority: 100 + i
  }
]

var siteConfig = union(
  {
    linuxFxVersion: 'DOTNET-ISOLATED|10.0'
    // Liveness calls no other server: the platform replaces an instance that doesn't answer, which wouldn't help against an outage of the
    // broker.
    healthCheckPath: '/api/health'
    minTlsVersion: '1.2'
    scmMinTlsVersion: '1.2'
    // Code comes as a package; nobody uploads files.
    ftpsState: 'Disabled'
    http20Enabled: true
    ipSecurityRestrictions: callerRules
    ipSecurityRestrictionsDefaultAction: empty(callers) ? 'Allow' : 'Deny'
    // The deployment site isn't needed to run from a package, and stays closed.
    scmIpSecurityRestrictionsDefaultAction: 'Deny'
    scmIpSecurityRestrictionsUseMain: false
  },
  isElastic
    ? {
        // The scale controller is outside of the network and can't see the queues: the host inside reports how many messages wait.
        functionsRuntimeScaleMonitoringEnabled: true
        functionAppScaleLimit: plan.maxInstances
        preWarmedInstanceCount: 1
      }
    : {
        // Without this the platform unloads an app that no request comes to.
        alwaysOn: true
      }
)

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: farm.id
    httpsOnly: true
    // Workers share nothing; affinity would only set cookies.
    clientAffinityEnabled: false
    // Key Vault references are resolved by this identity: the app has no other.
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: network::subnet.id
    outboundVnetRouting: {
      // All of it: private endpoints are found by the network's DNS only, and a fixed address is the network's.
      allTraffic: true
    }
    siteConfig: union(
      siteConfig,
      // A job waits for no instance to start.
      isElastic ? { minimumElasticInstanceCount: plan.minInstances } : {},
      { appSettings: productionSettings(facts, package, taskHubs) }
    )
  }

  // No passwords of the platform's own beside Entra ID.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  resource sticky 'config' = {
    name: 'slotConfigNames'
    properties: {
      appSettingNames: stickySettings()
    }
  }
}

resource staging 'Microsoft.Web/sites/slots@2025-03-01' = if (isElastic) {
  parent: app
  name: 'staging'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: farm.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: network::subnet.id
    outboundVnetRouting: {
      allTraffic: true
    }
    siteConfig: union(siteConfig, {
      // A slot that is swapped in brings its instances along; until then it needs one.
      minimumElasticInstanceCount: 1
      appSettings: stagingSettings(facts, stagingPackage, taskHubs)
    })
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

output host string = app.properties.defaultHostName
output stagingHost string = isElastic ? staging!.properties.defaultHostName : ''
