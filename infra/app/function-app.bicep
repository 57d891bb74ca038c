// Elastic Premium, because it and Dedicated are the plans that support the RabbitMQ trigger: Flex Consumption neither runs nor scales it.
// On Container Apps a KEDA rabbitmq-queue scaler for each lane would take the place of scale monitoring (its target is host.json's prefetchCount),
// revisions that of slots, and everything else here would stay.
@description('Name of the app, unique in all of Azure; the slot\'s name follows it in 32 characters by which the host tells the two apart.')
@maxLength(32)
param name string
param planName string
param instanceSize string
param alwaysReadyInstances int
param mostInstances int
param zoneRedundant bool
param lanes int
param queueType string
param subnetId string
param identityName string
param applicationInsightsName string
param storageName string
param packageStorageName string
param package string
param stagingPackage string
param brokerUriReference string
param postgresHost string
param taskHubs {
  production: string
  staging: string
}

@description('Of the Durable Task Scheduler; empty: orchestrations live in storage.')
param durableEndpoint string

@description('Of a collector; empty: none.')
param otlpEndpoint string
param callers string[]
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource packages 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: packageStorageName
}

module settings 'app-settings.bicep' = {
  name: 'app-settings'
  params: {
    applicationInsightsConnectionString: insights.properties.ConnectionString
    brokerUriReference: brokerUriReference
    blobUri: storage.properties.primaryEndpoints.blob
    clientId: identity.properties.clientId
    durableEndpoint: durableEndpoint
    identityId: identity.id
    identityName: identityName
    lanes: lanes
    otlpEndpoint: otlpEndpoint
    packagesUri: packages.properties.primaryEndpoints.blob
    package: package
    stagingPackage: stagingPackage
    postgresHost: postgresHost
    queueType: queueType
    storageName: storageName
    taskHubs: taskHubs
  }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'elastic'
  sku: {
    name: instanceSize
    tier: 'ElasticPremium'
    capacity: alwaysReadyInstances
  }
  properties: {
    // Linux
    reserved: true
    maximumElasticWorkerCount: mostInstances
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

var siteConfig = {
  linuxFxVersion: 'DOTNET-ISOLATED|10.0'
  // The scale controller stands outside of the network and cannot see the queues: the host in it tells how many messages wait.
  functionsRuntimeScaleMonitoringEnabled: true
  functionAppScaleLimit: mostInstances
  // Liveness asks no other server: the platform replaces an instance that does not answer, and an outage of the broker is no reason for that.
  healthCheckPath: '/api/health'
  minTlsVersion: '1.2'
  scmMinTlsVersion: '1.2'
  // Code comes as a package; nobody uploads files.
  ftpsState: 'Disabled'
  http20Enabled: true
  ipSecurityRestrictions: callerRules
  ipSecurityRestrictionsDefaultAction: empty(callers) ? 'Allow' : 'Deny'
  // The deployment site is not needed to run from a package, and stays shut.
  scmIpSecurityRestrictionsDefaultAction: 'Deny'
  scmIpSecurityRestrictionsUseMain: false
}

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
    serverFarmId: plan.id
    httpsOnly: true
    // Workers share nothing; affinity would only set cookies.
    clientAffinityEnabled: false
    // Key Vault references are resolved by this identity instead of one that the app has not.
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: subnetId
    outboundVnetRouting: {
      // All of it: private endpoints are found by the network's DNS only, and a fixed address is the network's.
      allTraffic: true
    }
    siteConfig: union(siteConfig, {
      // A job does not wait for an instance to start, and one more is warm before it is needed.
      minimumElasticInstanceCount: alwaysReadyInstances
      preWarmedInstanceCount: 1
      appSettings: settings.outputs.production
    })
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

  // These stay with their slot in a swap: the package moves, the triggers and the hub do not.
  resource sticky 'config' = {
    name: 'slotConfigNames'
    properties: {
      appSettingNames: settings.outputs.stickyNames
    }
  }
}

resource staging 'Microsoft.Web/sites/slots@2025-03-01' = {
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
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: subnetId
    outboundVnetRouting: {
      allTraffic: true
    }
    siteConfig: union(siteConfig, {
      // A slot that is swapped in brings its instances along; until then it needs one.
      minimumElasticInstanceCount: 1
      preWarmedInstanceCount: 1
      appSettings: settings.outputs.staging
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

output id string = app.id
output name string = app.name
output host string = app.properties.defaultHostName
output stagingHost string = staging.properties.defaultHostName
