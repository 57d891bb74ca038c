using 'main.bicep'

param environmentName = 'prod'
param deployer = {
  objectId: readEnvironmentVariable('DEPLOYER_OBJECT_ID')
  name: readEnvironmentVariable('DEPLOYER_NAME')
  type: readEnvironmentVariable('DEPLOYER_TYPE', 'ServicePrincipal')
}
// Given once, for the first deployment, from the environment: no file and no command line holds it.
param brokerUri = readEnvironmentVariable('BROKER_URI', '')
param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', 'azureStorage')

// What runs, which a release changes and an update of the infrastructure keeps.
param package = readEnvironmentVariable('PACKAGE', '')
param stagingPackage = readEnvironmentVariable('STAGING_PACKAGE', '')

// Three instances, one in each zone, are the fewest with which a zone may fail unnoticed.
param instanceSize = 'EP2'
param alwaysReadyInstances = 3
param mostInstances = 10
param queueType = 'quorum'
param zoneRedundant = true
param database = {
  // 859 connections: ten instances with up to 84 each.
  skuName: 'Standard_D2ds_v5'
  tier: 'GeneralPurpose'
  storageGB: 128
  backupDays: 35
}

// A broker outside lets in one address and no more.
param fixedOutboundAddress = true

param otlpEndpoint = readEnvironmentVariable('OTLP_ENDPOINT', '')

param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
param alertAbove = {
  outboxAgeSeconds: 60
  flowAgeSeconds: 14400
  sweepActions: 50
}
