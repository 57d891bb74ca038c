// A pipeline in one resource group: docs/deploying.md has the commands. Modules are given names, not outputs of other modules, so that
// what-if shows everything.
import { namesOf } from 'names.bicep'
import { profileType } from 'profiles.bicep'
import { deployerType } from 'types.bicep'

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

param deployer deployerType

@description('amqps URI of the broker. Needed once; empty keeps the one in the vault.')
@secure()
param brokerUri string = ''

@description('The vault has the broker\'s URI already.')
param hasBrokerUri bool = false

@description('The vault was deleted with its resource group and can be recovered.')
param recoverVault bool = false

@description('Runs a RabbitMQ to try the pipeline with: one container without disk and TLS, inside the network. Not for production.')
param trialBroker bool = false

@description('Password of the trial broker, generated.')
@secure()
param trialBrokerPassword string = newGuid()

@description('Where orchestrations live. The app is built to match: -p:DurableBackend=azureManaged for durableTaskScheduler.')
@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

@description('Blob of the package that production runs; empty: none yet. The release scripts pass what runs, because a swap changes it.')
param package string = ''

@description('Blob of the package in the staging slot; empty: none yet.')
param stagingPackage string = ''

@description('Sizes and what else differs between environments.')
param profile profileType

@description('Size of the database\'s disk where it has grown beyond the profile\'s: a disk never shrinks.')
param databaseGB int = 0

@description('Image of the app for Container Apps, the second target. Empty: a Function App.')
param containerImage string = ''

@description('Login server of the registry of that image, to which the app\'s identity has AcrPull. Empty: the image is public.')
param containerRegistry string = ''

@description('Addresses from which storage, vault and database can be reached as well. Logins stay Entra ID only.')
param openTo string[] = []

@description('Address ranges (CIDR) that may call the HTTP API, each call with a key. Empty: all.')
param callers string[] = []

@description('Address of an OpenTelemetry collector beside Application Insights. Empty: none.')
param otlpEndpoint string = ''

@description('Who gets the alerts by mail.')
param alertEmails string[]

@description('More tags for every resource, such as azd-env-name.')
param extraTags object = {}

// The token keeps names that are global from clashing.
var names = namesOf(loadJsonContent('abbreviations.json'), workload, environmentName, take(uniqueString(resourceGroup().id), 6))
var tags = union({ workload: workload, environment: environmentName }, extraTags)
// Production's hub is the one in host.json, so that tools on the same storage find the same orchestrations.
var taskHubs = { production: 'Pipeline', staging: 'PipelineStaging' }
// An existing trial broker keeps its password: a new one would start a new container.
var database = union(profile.database, { storageGB: max(profile.database.storageGB, databaseGB) })
var settings = {
  durableSchedulerName: durableBackend == 'durableTaskScheduler' ? names.durableTaskScheduler : ''
  lanes: profile.lanes
  otlpEndpoint: otlpEndpoint
  packageStorageName: names.packageStorage
  plaintextBroker: trialBroker
  poolSize: profile.database.poolSize
  postgresName: names.postgres
  queueType: profile.queueType
  storageName: names.storage
  vaultName: names.keyVault
}
var makesTrialBroker = trialBroker && !hasBrokerUri

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
    fixedOutboundAddress: profile.fixedOutboundAddress
    location: location
    tags: tags
  }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  params: {
    name: names.storage
    skuName: profile.zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    reach: profile.privateEndpoints ? 'privateEndpoints' : 'subnets'
    virtualNetworkName: names.virtualNetwork
    openTo: openTo
    containers: []
    location: location
    tags: tags
  }
  dependsOn: [network]
}

// An account of its own with a public endpoint: the platform fetches a package before the instance is in the network. Reading one takes a
// role.
module packages 'app/storage.bicep' = {
  name: 'packages'
  params: {
    name: names.packageStorage
    skuName: profile.zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    reach: 'public'
    virtualNetworkName: names.virtualNetwork
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
    recover: recoverVault
    isPrivate: profile.privateEndpoints
    virtualNetworkName: names.virtualNetwork
    openTo: openTo
    location: location
    tags: tags
  }
  dependsOn: [network]
}

module trial 'app/trial-broker.bicep' = if (makesTrialBroker) {
  name: 'trial-broker'
  params: {
    name: names.trialBroker
    virtualNetworkName: names.virtualNetwork
    vaultName: names.keyVault
    password: trialBrokerPassword
    location: location
    tags: tags
  }
  dependsOn: [network, vault]
}

module postgres 'app/postgres.bicep' = {
  name: 'postgres'
  params: {
    name: names.postgres
    size: database
    zoneRedundant: profile.zoneRedundant
    isPrivate: profile.privateEndpoints
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
    identityName: names.managedIdentity
    location: location
    tags: tags
  }
  dependsOn: [identity]
}

module endpoints 'app/endpoints.bicep' = if (profile.privateEndpoints) {
  name: 'endpoints'
  params: {
    name: names.privateEndpoint
    virtualNetworkName: names.virtualNetwork
    storageName: names.storage
    vaultName: names.keyVault
    postgresName: names.postgres
    location: location
    tags: tags
  }
  dependsOn: [network, storage, vault, postgres]
}

module rbac 'rbac.bicep' = {
  name: 'rbac'
  params: {
    storageName: names.storage
    packageStorageName: names.packageStorage
    vaultName: names.keyVault
    applicationInsightsName: names.applicationInsights
    identityName: names.managedIdentity
    deployer: deployer
  }
  dependsOn: [identity, monitoring, storage, packages, vault]
}

module functionApp 'app/function-app.bicep' = if (empty(containerImage)) {
  name: 'function-app'
  params: {
    name: names.functionApp
    planName: names.plan
    plan: profile.plan
    zoneRedundant: profile.zoneRedundant
    virtualNetworkName: names.virtualNetwork
    identityName: names.managedIdentity
    applicationInsightsName: names.applicationInsights
    settings: settings
    package: package
    stagingPackage: stagingPackage
    taskHubs: taskHubs
    callers: callers
    location: location
    tags: tags
  }
  // The app's first start needs its roles, and the endpoints of storage, vault and database.
  dependsOn: [rbac, endpoints, durable, trial]
}

module containerApp 'app/container-app.bicep' = if (!empty(containerImage)) {
  name: 'container-app'
  params: {
    name: names.containerApp
    environmentName: names.containerEnvironment
    plan: profile.plan
    image: containerImage
    registry: containerRegistry
    zoneRedundant: profile.zoneRedundant
    virtualNetworkName: names.virtualNetwork
    identityName: names.managedIdentity
    applicationInsightsName: names.applicationInsights
    settings: settings
    taskHubs: taskHubs
    location: location
    tags: tags
  }
  dependsOn: [rbac, endpoints, durable, trial]
}

module alerts 'app/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: names.alert
    actionGroupName: names.actionGroup
    applicationInsightsName: names.applicationInsights
    functionAppName: names.functionApp
    emails: alertEmails
    above: profile.alertAbove
    hasLiveness: empty(containerImage)
    isReleased: !empty(package)
    location: location
    tags: tags
  }
  dependsOn: [monitoring, functionApp]
}

module workbook 'app/workbook.bicep' = {
  name: 'workbook'
  params: {
    applicationInsightsName: names.applicationInsights
    displayName: 'Pipeline (${environmentName})'
    location: location
    tags: tags
  }
  dependsOn: [monitoring]
}

@description('The release scripts read these: az deployment group show --name main --query properties.outputs.')
output functionAppName string = names.functionApp
output functionAppHost string = empty(containerImage) ? functionApp!.outputs.host : containerApp!.outputs.host
@description('Empty where the plan has no slots.')
output stagingHost string = empty(containerImage) ? functionApp!.outputs.stagingHost : ''
output packageStorageName string = names.packageStorage
output packagesUri string = 'https://${names.packageStorage}.blob.${environment().suffixes.storage}/'
output postgresName string = names.postgres
output postgresHost string = '${names.postgres}.postgres.database.azure.com'
@description('The database has no public address but while a release migrates.')
output databaseIsPrivate bool = profile.privateEndpoints && empty(openTo)
output deployerName string = deployer.name
output deployerObjectId string = deployer.objectId
output deployerType string = deployer.type
output identityName string = names.managedIdentity
output identityPrincipalId string = identity.outputs.principalId
output vaultName string = names.keyVault
output livenessAlertName string = '${names.alert}-liveness'
output durableBackend string = durableBackend
@description('For the firewall of an external broker; empty without fixedOutboundAddress.')
output outboundAddress string = network.outputs.outboundAddress
