// The cheapest environment that works, for days of trying: docs/azure-costs.md says what it gives up.
using 'main.bicep'

param environmentName = 'try'
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

// TRIAL_BROKER=true runs a RabbitMQ to try the pipeline with, in place of BROKER_URI.
param trialBroker = bool(readEnvironmentVariable('TRIAL_BROKER', 'false'))
// Given once, for the first deployment, from the environment: no file and no command line holds it.
var givenUri = readEnvironmentVariable('BROKER_URI', '')
param brokerUri = givenUri == '' && !hasBrokerUri && !trialBroker
  ? fail('BROKER_URI is empty and the vault has none yet: the first deployment needs the amqps URI of the broker, or TRIAL_BROKER=true.')
  : empty(givenUri) || startsWith(givenUri, 'amqps://') ? givenUri : fail('BROKER_URI must begin with amqps://: it leads over a network.')

// One instance without a staging slot.
param plan = {
  sku: 'B1'
  minInstances: 1
  maxInstances: 1
}
// The database has 35 connections.
param lanes = 2
param queueType = 'classic'
param privateEndpoints = false
param database = {
  skuName: 'Standard_B1ms'
  tier: 'Burstable'
  // A disk grows and never shrinks: not below what it has.
  storageGB: max(32, int(readEnvironmentVariable('DATABASE_GB', '0')))
  backupDays: 7
  poolSize: 3
}
param openTo = empty(readEnvironmentVariable('OPEN_TO', '')) ? [] : split(readEnvironmentVariable('OPEN_TO', ''), ',')
param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
param alertAbove = {
  outboxAgeSeconds: 300
  flowAgeSeconds: 86400
  sweepActions: 100
}
