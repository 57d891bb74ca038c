using 'main.bicep'

import { devProfile } from 'profiles.bicep'

param environmentName = 'dev'
param profile = devProfile

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
param databaseGB = int(readEnvironmentVariable('DATABASE_GB', '0'))
param package = readEnvironmentVariable('PACKAGE', '')
param stagingPackage = readEnvironmentVariable('STAGING_PACKAGE', '')

// TRIAL_BROKER=true runs a RabbitMQ to try the pipeline with, in place of BROKER_URI.
param trialBroker = bool(readEnvironmentVariable('TRIAL_BROKER', 'false'))
// Given once, for the first deployment, from the environment: no file and no command line holds it.
var givenUri = readEnvironmentVariable('BROKER_URI', '')
param brokerUri = empty(givenUri) && !hasBrokerUri && !trialBroker
  ? fail('BROKER_URI is empty and the vault has none yet: the first deployment needs the amqps URI of the broker, or TRIAL_BROKER=true.')
  : empty(givenUri) || startsWith(givenUri, 'amqps://')
      ? givenUri
      : fail('BROKER_URI must begin with amqps://, because the broker is reached over a network.')

// A developer's own address.
param openTo = empty(readEnvironmentVariable('OPEN_TO', '')) ? [] : split(readEnvironmentVariable('OPEN_TO', ''), ',')
// The second target, Container Apps, in place of the Function App.
param containerImage = readEnvironmentVariable('CONTAINER_IMAGE', '')
param containerRegistry = readEnvironmentVariable('CONTAINER_REGISTRY', '')

param otlpEndpoint = readEnvironmentVariable('OTLP_ENDPOINT', '')
param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
