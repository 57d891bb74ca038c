using 'main.bicep'

param environmentName = 'prod'
// Who deploys. release/facts.sh fills in what is not set.
param deployer = {
  objectId: readEnvironmentVariable('DEPLOYER_OBJECT_ID')
  name: readEnvironmentVariable('DEPLOYER_NAME')
  type: readEnvironmentVariable('DEPLOYER_TYPE', 'ServicePrincipal')
}
param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', 'azureStorage')

// Facts of what is deployed already, which release/facts.sh finds out.
param hasBrokerUri = bool(readEnvironmentVariable('HAS_BROKER_URI', 'false'))
param recoverVault = bool(readEnvironmentVariable('RECOVER_VAULT', 'false'))
param package = readEnvironmentVariable('PACKAGE', '')
param stagingPackage = readEnvironmentVariable('STAGING_PACKAGE', '')

// Given once, for the first deployment, from the environment: no file and no command line holds it.
var givenUri = readEnvironmentVariable('BROKER_URI', '')
param brokerUri = givenUri == '' && !hasBrokerUri
  ? fail('BROKER_URI is empty and the vault has none yet: the first deployment needs the amqps URI of the broker.')
  : empty(givenUri) || startsWith(givenUri, 'amqps://') ? givenUri : fail('BROKER_URI must begin with amqps://: it leads over a network.')

// Three instances, one in each zone, are the fewest that survive the loss of a zone.
param plan = {
  sku: 'EP2'
  minInstances: 3
  maxInstances: 6
}
param queueType = 'quorum'
param zoneRedundant = true
param database = {
  skuName: 'Standard_D2ds_v5'
  tier: 'GeneralPurpose'
  // A disk grows and never shrinks: not below what it has.
  storageGB: max(128, int(readEnvironmentVariable('DATABASE_GB', '0')))
  backupDays: 35
  // After a swap the slot still has as many instances as production: 12 processes share 844 connections.
  poolSize: 16
}

// An external broker lets in one address and no more.
param fixedOutboundAddress = true

param otlpEndpoint = readEnvironmentVariable('OTLP_ENDPOINT', '')

param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
param alertAbove = {
  outboxAgeSeconds: 60
  flowAgeSeconds: 14400
  sweepActions: 50
}
