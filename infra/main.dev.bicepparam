using 'main.bicep'

param environmentName = 'dev'
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

param instanceSize = 'EP1'
param alwaysReadyInstances = 1
param mostInstances = 2
// One node may be enough to develop against.
param queueType = 'classic'
param zoneRedundant = false
param database = {
  // Bursts are what development has; this one allows the connections of two instances and a release.
  skuName: 'Standard_B2s'
  tier: 'Burstable'
  storageGB: 32
  backupDays: 7
}

// A developer's own address, where there is one: [] is as closed as production.
param openTo = empty(readEnvironmentVariable('OPEN_TO', '')) ? [] : split(readEnvironmentVariable('OPEN_TO', ''), ',')

param otlpEndpoint = readEnvironmentVariable('OTLP_ENDPOINT', '')

param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
param alertAbove = {
  outboxAgeSeconds: 300
  flowAgeSeconds: 86400
  sweepActions: 100
}
