// The settings of the app. tests/infra compares this file with what the code reads and with the functions that the build lists.
import { taskHubsType } from '../types.bicep'

@export()
@description('What the settings are made of.')
type factsType = {
  applicationInsightsConnectionString: string
  clientId: string
  @description('Of the Durable Task Scheduler; empty: orchestrations live in storage.')
  durableEndpoint: string
  identityId: string
  identityName: string
  lanes: int
  otlpEndpoint: string
  packageStorageName: string
  @description('Allows the trial broker, which has no TLS.')
  plaintextBroker: bool
  poolSize: int
  postgresName: string
  queueType: string
  storageName: string
  vaultName: string
}

@export()
var laneFunctions = [
  'ProcessJobs0'
  'ProcessJobs1'
  'ProcessJobs2'
  'ProcessJobs3'
  'ProcessJobs4'
  'ProcessJobs5'
  'ProcessJobs6'
  'ProcessJobs7'
]

// Functions that start by themselves, without the lanes. HTTP functions run in both slots: health and the calls of a release need them.
@export()
var otherFunctions = [
  'ProcessUrgentJobs'
  'ProcessDeadMessages'
  'WakeFlow'
  'PublishOutbox'
  'RunRecurring'
  'RecoverFlows'
  'RecoverLanes'
  'RecoverMessages'
  'RecoverWorkers'
  'ExpireJobs'
  'DeleteOld'
  'PurgeOrchestrations'
  'CleanBlobs'
]

func blobUri(account string) string => 'https://${account}.blob.${environment().suffixes.storage}/'

func databaseOf(facts factsType) string =>
  'Host=${facts.postgresName}.postgres.database.azure.com;Port=5432;Database=pipeline;Username=${facts.identityName}'

func common(facts factsType) object => {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  // A file of voters may have 200 MB; the host's own limit is 100.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '209715200'

  // The host's storage, by identity: leases of timers, function keys and the task hub.
  AzureWebJobsStorage__accountName: facts.storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: facts.clientId

  // Host and app export traces, metrics and logs. By identity as well: the component takes no telemetry by key.
  APPLICATIONINSIGHTS_CONNECTION_STRING: facts.applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${facts.clientId};Authorization=AAD'

  // The package is read by this identity. With a URL there is no content share, whose key is the one that Elastic Premium would store. It
  // costs log
  // streaming in the portal (Application Insights has the logs), and scaling out may be slower.
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: facts.identityId

  // A swap waits until the app itself answers, not just its server.
  WEBSITE_SWAP_WARMUP_PING_PATH: '/api/health'
  WEBSITE_SWAP_WARMUP_PING_STATUSES: '200'

  // The identity of the app's own clients of blobs and PostgreSQL. No other kind of login: a chain that tries several hides why the right
  // one failed.
  AZURE_CLIENT_ID: facts.clientId
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'

  // No password: the app asks for a token by the scope, and checks the server's certificate. The pool size keeps all processes within the
  // server's limit.
  PIPELINE_POSTGRES: '${databaseOf(facts)};SSL Mode=VerifyFull;Maximum Pool Size=${facts.poolSize}'
  PIPELINE_POSTGRES_TOKEN_SCOPE: 'https://ossrdbms-aad${environment().suffixes.sqlServerHostname}/.default'
  PIPELINE_BLOBS: blobUri(facts.storageName)
  // Without a version: a new password is used within a day, or after the next restart.
  PIPELINE_RABBITMQ: '@Microsoft.KeyVault(VaultName=${facts.vaultName};SecretName=broker-uri)'

  Pipeline__Lanes: string(facts.lanes)
  Pipeline__QueueType: facts.queueType
}

// The Durable Task Scheduler in place of host.json's storage provider.
func scheduler(facts factsType) object =>
  empty(facts.durableEndpoint)
    ? {}
    : {
        AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
        AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DTS_CONNECTION_STRING'
        DTS_CONNECTION_STRING: 'Endpoint=${facts.durableEndpoint};Authentication=ManagedIdentity;ClientID=${facts.clientId}'
      }

// To a collector beside Application Insights.
func telemetry(facts factsType) object => empty(facts.otlpEndpoint) ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: facts.otlpEndpoint }

func trial(facts factsType) object => facts.plaintextBroker ? { PIPELINE_ALLOW_PLAINTEXT: 'true' } : {}

// A lane that isn't published to must not have a trigger either: its queue may be missing.
func running(lanes int) object =>
  toObject(
    concat(laneFunctions, otherFunctions),
    f => 'AzureWebJobs.${f}.Disabled',
    f => contains(skip(laneFunctions, lanes), f) ? 'true' : 'false'
  )

// The staging slot would take messages with code that is not yet, or no longer, in production.
func resting() object => toObject(concat(laneFunctions, otherFunctions), f => 'AzureWebJobs.${f}.Disabled', f => 'true')

// Without a package there is no setting: a URL of a missing blob would keep the app from starting.
func packageOf(account string, package string) object =>
  empty(package) ? {} : { WEBSITE_RUN_FROM_PACKAGE: '${blobUri(account)}packages/${package}' }

// Two slots in one hub would take each other's orchestrations.
func hub(hubName string) object => { AzureFunctionsJobHost__extensions__durableTask__hubName: hubName }

func listed(settings object) array => map(items(settings), s => { name: s.key, value: s.value })

@export()
@description('Settings of whatever takes work.')
func productionSettings(facts factsType, package string, taskHubs taskHubsType) array =>
  listed(union(
    common(facts),
    scheduler(facts),
    telemetry(facts),
    trial(facts),
    running(facts.lanes),
    packageOf(facts.packageStorageName, package),
    hub(taskHubs.production)
  ))

@export()
@description('Settings of the staging slot.')
func stagingSettings(facts factsType, package string, taskHubs taskHubsType) array =>
  listed(union(
    common(facts),
    scheduler(facts),
    telemetry(facts),
    trial(facts),
    resting(),
    packageOf(facts.packageStorageName, package),
    hub(taskHubs.staging)
  ))

@export()
@description('Settings that stay with their slot in a swap: the package moves, the triggers and the hub don\'t.')
func stickySettings() array => concat(objectKeys(resting()), objectKeys(hub('')))
