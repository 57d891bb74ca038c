// All of a pipeline in one resource group: docs/deploying.md has the commands.
import { namesOf } from 'names.bicep'

targetScope = 'resourceGroup'

@description('Region of everything.')
param location string = resourceGroup().location

@description('First part of all names. Short, because a storage account has 24 characters.')
@minLength(2)
@maxLength(8)
param workload string = 'pipeline'

@description('Second part of all names.')
@minLength(2)
@maxLength(4)
param environmentName string

@description('Who deploys: uploads packages and owns the database, so that it migrates. A service principal, or a group to which one belongs.')
param deployer {
  objectId: string
  @description('The name that it has in Entra ID: what it logs in to PostgreSQL with.')
  name: string
  type: 'Group' | 'ServicePrincipal' | 'User'
}

@description('amqps URI of the broker. Empty keeps the one that is in the vault, so that only the first deployment needs to know it.')
@secure()
param brokerUri string = ''

@description('Where orchestrations live. The app is built to match: -p:DurableBackend=azureManaged for durableTaskScheduler.')
@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

@description('Blob of the package that production runs; empty: none yet. The release scripts pass what runs already, as a swap changes it.')
param package string = ''

@description('Blob of the package in the staging slot; empty: none yet.')
param stagingPackage string = ''

@description('Size of an instance.')
@allowed(['EP1', 'EP2', 'EP3'])
param instanceSize string = 'EP1'

@description('Instances that are always there: a job waits for no cold start. Zone redundancy needs three.')
@minValue(1)
@maxValue(20)
param alwaysReadyInstances int = 1

@description('The most instances. Each has up to 84 connections to PostgreSQL, whose max_connections is the other side of this.')
@minValue(1)
@maxValue(100)
param mostInstances int = 4

@description('Concurrency of an instance: lanes 0 to N - 1 have a trigger. The others are disabled and are not published to.')
@minValue(1)
@maxValue(8)
param lanes int = 8

@description('quorum on a cluster of three or more; classic on a broker of one node.')
@allowed(['quorum', 'classic'])
param queueType string = 'quorum'

@description('Spreads instances, storage and the database over zones: what fails with a zone is then a part of it.')
param zoneRedundant bool = false

@description('Size of the PostgreSQL server.')
param database {
  skuName: string
  tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
  storageGB: int
  backupDays: int
}

@description('One outgoing address for all instances, which a broker outside can let in.')
param fixedOutboundAddress bool = false

@description('Addresses from which storage, vault and database can be reached beside the virtual network. Empty: no public endpoint. Logins stay Entra ID only.')
param openTo string[] = []

@description('Address ranges (CIDR) that may call the HTTP API, each call with a key. Empty: all.')
param callers string[] = []

@description('Address of an OpenTelemetry collector for what the app measures, which the alerts are made of. Empty: none.')
param otlpEndpoint string = ''

@description('Who is told by mail when something is wrong.')
param alertEmails string[]

@description('Seconds or counts above which somebody is told.')
param alertAbove {
  outboxAgeSeconds: int
  flowAgeSeconds: int
  sweepActions: int
}

// The token keeps names that are global from clashing.
var names = namesOf(loadJsonContent('abbreviations.json'), workload, environmentName, take(uniqueString(resourceGroup().id), 6))
var tags = { workload: workload, environment: environmentName }
// Production's hub is the one that host.json names, so that what runs by hand on the same storage finds the same orchestrations.
var taskHubs = { production: 'Pipeline', staging: 'PipelineStaging' }

module identity 'app/identity.bicep' = {
  name: 'identity'
  params: {
    name: names.managedIdentity
    location: location
    tags: tags
  }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    logAnalyticsName: names.logAnalytics
    applicationInsightsName: names.applicationInsights
    location: location
    tags: tags
  }
}

module network 'app/network.bicep' = {
  name: 'network'
  params: {
    name: names.virtualNetwork
    natGatewayName: names.natGateway
    publicAddressName: names.publicAddress
    fixedOutboundAddress: fixedOutboundAddress
    location: location
    tags: tags
  }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  params: {
    name: names.storage
    skuName: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    isPrivate: true
    openTo: openTo
    containers: []
    location: location
    tags: tags
  }
}

// Apart from the data, and with a public endpoint: the platform fetches a package before the instance is in the network. It asks for a role all the same.
module packages 'app/storage.bicep' = {
  name: 'packages'
  params: {
    name: names.packageStorage
    skuName: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    isPrivate: false
    openTo: []
    containers: ['packages']
    location: location
    tags: tags
  }
}

module vault 'app/vault.bicep' = {
  name: 'vault'
  params: {
    name: names.keyVault
    brokerUri: brokerUri
    openTo: openTo
    location: location
    tags: tags
  }
}

module postgres 'app/postgres.bicep' = {
  name: 'postgres'
  params: {
    name: names.postgres
    size: database
    zoneRedundant: zoneRedundant
    administrator: deployer
    openTo: openTo
    location: location
    tags: tags
  }
}

module durable 'app/durable.bicep' = if (durableBackend == 'durableTaskScheduler') {
  name: 'durable'
  params: {
    name: names.durableTaskScheduler
    taskHubs: [taskHubs.production, taskHubs.staging]
    principalId: identity.outputs.principalId
    location: location
    tags: tags
  }
}

module endpoints 'app/endpoints.bicep' = {
  name: 'endpoints'
  params: {
    name: names.privateEndpoint
    virtualNetworkId: network.outputs.id
    subnetId: network.outputs.endpointSubnetId
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
    postgresId: postgres.outputs.id
    location: location
    tags: tags
  }
}

module rbac 'rbac.bicep' = {
  name: 'rbac'
  params: {
    storageName: storage.outputs.name
    packageStorageName: packages.outputs.name
    vaultName: vault.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    principalId: identity.outputs.principalId
    deployer: deployer
  }
}

module functionApp 'app/function-app.bicep' = {
  name: 'function-app'
  params: {
    name: names.functionApp
    planName: names.plan
    instanceSize: instanceSize
    alwaysReadyInstances: alwaysReadyInstances
    mostInstances: mostInstances
    zoneRedundant: zoneRedundant
    lanes: lanes
    queueType: queueType
    subnetId: network.outputs.appSubnetId
    identityName: identity.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    storageName: storage.outputs.name
    packageStorageName: packages.outputs.name
    package: package
    stagingPackage: stagingPackage
    brokerUriReference: vault.outputs.brokerUriReference
    postgresHost: postgres.outputs.host
    taskHubs: taskHubs
    durableEndpoint: durableBackend == 'durableTaskScheduler' ? durable!.outputs.endpoint : ''
    otlpEndpoint: otlpEndpoint
    callers: callers
    location: location
    tags: tags
  }
  // Else the first start would find its storage, vault or database closed to it.
  dependsOn: [rbac, endpoints]
}

module alerts 'app/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: names.alert
    actionGroupName: names.actionGroup
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    functionAppId: functionApp.outputs.id
    emails: alertEmails
    above: alertAbove
    location: location
    tags: tags
  }
}

@description('What the release scripts ask for: az deployment group show --name main --query properties.outputs.')
output functionAppName string = functionApp.outputs.name
output functionAppHost string = functionApp.outputs.host
output stagingHost string = functionApp.outputs.stagingHost
output packageStorageName string = packages.outputs.name
output packagesUri string = packages.outputs.blobUri
output postgresHost string = postgres.outputs.host
output deployerName string = deployer.name
output identityName string = identity.outputs.name
output identityPrincipalId string = identity.outputs.principalId
output vaultName string = vault.outputs.name
output durableBackend string = durableBackend
output deploySubnetId string = network.outputs.deploySubnetId
@description('What a broker outside has to let in; empty without fixedOutboundAddress.')
output outboundAddress string = network.outputs.outboundAddress
