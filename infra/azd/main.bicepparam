using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param profileName = readEnvironmentVariable('PIPELINE_PROFILE', 'dev')

// ../release/azd.sh writes these into azd's environment before each azd provision.
param deployer = {
  objectId: readEnvironmentVariable('DEPLOYER_OBJECT_ID')
  name: readEnvironmentVariable('DEPLOYER_NAME')
  type: readEnvironmentVariable('DEPLOYER_TYPE')
}
param hasBrokerUri = bool(readEnvironmentVariable('HAS_BROKER_URI', 'false'))
param recoverVault = bool(readEnvironmentVariable('RECOVER_VAULT', 'false'))
param databaseGB = int(readEnvironmentVariable('DATABASE_GB', '0'))
param package = readEnvironmentVariable('PACKAGE', '')
param stagingPackage = readEnvironmentVariable('STAGING_PACKAGE', '')

param trialBroker = profileName != 'prod' && bool(readEnvironmentVariable('TRIAL_BROKER', 'false'))
// Given once, for the first deployment, from the environment: azd env set would write it to a file.
var givenUri = readEnvironmentVariable('BROKER_URI', '')
param brokerUri = empty(givenUri) && !hasBrokerUri && !trialBroker
  ? fail('BROKER_URI is empty and the vault has none yet: the first deployment needs the amqps URI of the broker, or TRIAL_BROKER=true.')
  : empty(givenUri) || startsWith(givenUri, 'amqps://')
      ? givenUri
      : fail('BROKER_URI must begin with amqps://, because the broker is reached over a network.')

param durableBackend = readEnvironmentVariable('DURABLE_BACKEND', 'azureStorage')
param openTo = empty(readEnvironmentVariable('OPEN_TO', '')) ? [] : split(readEnvironmentVariable('OPEN_TO', ''), ',')
param otlpEndpoint = readEnvironmentVariable('OTLP_ENDPOINT', '')
param alertEmails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
