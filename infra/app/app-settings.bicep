// Everything that the two slots are told. tests/infra holds this file against what the code reads and which functions there are.
param applicationInsightsConnectionString string
param brokerUriReference string
param blobUri string
param clientId string
param durableEndpoint string
param identityId string
param identityName string
param lanes int
param otlpEndpoint string
param packagesUri string
param package string
param stagingPackage string
param postgresHost string
param queueType string
param storageName string
param taskHubs {
  production: string
  staging: string
}

var common = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  // A file of voters may have 200 MB; the host's own limit is 100.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '209715200'

  // The host's storage, by identity: leases of timers, function keys, and the task hub.
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId

  // By identity as well: the component takes no telemetry by key.
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'

  // The package is read by this identity. With a URL there is no content share, whose key is the one that Elastic Premium would store. It costs log
  // streaming in the portal (Application Insights has the logs), and scaling out may be slower.
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId

  // A swap waits until the app itself answers, not just its server.
  WEBSITE_SWAP_WARMUP_PING_PATH: '/api/health'
  WEBSITE_SWAP_WARMUP_PING_STATUSES: '200'

  // Which of its identities the app's own clients of blobs and PostgreSQL are to use.
  AZURE_CLIENT_ID: clientId
  // And no other kind of login: a chain that tries several hides why the right one failed.
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'

  // No password: the app asks for a token, by the scope, and the server's certificate is checked.
  PIPELINE_POSTGRES: 'Host=${postgresHost};Port=5432;Database=pipeline;Username=${identityName};SSL Mode=VerifyFull'
  PIPELINE_POSTGRES_TOKEN_SCOPE: 'https://ossrdbms-aad${environment().suffixes.sqlServerHostname}/.default'
  PIPELINE_BLOBS: blobUri
  PIPELINE_RABBITMQ: brokerUriReference

  Pipeline__Lanes: string(lanes)
  Pipeline__QueueType: queueType
}

// The Durable Task Scheduler in place of host.json's storage provider.
var scheduler = empty(durableEndpoint)
  ? {}
  : {
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DTS_CONNECTION_STRING'
      DTS_CONNECTION_STRING: 'Endpoint=${durableEndpoint};Authentication=ManagedIdentity;ClientID=${clientId}'
    }

// Spans, metrics and logs of the app itself, which the host does not collect, to a collector.
var telemetry = empty(otlpEndpoint) ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }

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

// Whatever starts by itself, but for the lanes. HTTP functions run in both slots: health and the release's own calls need them.
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

var triggers = concat(laneFunctions, otherFunctions)

// A lane that is not published to must not have a trigger either: its queue may not be there.
var unusedLanes = skip(laneFunctions, lanes)
var running = toObject(triggers, f => 'AzureWebJobs.${f}.Disabled', f => contains(unusedLanes, f) ? 'true' : 'false')
// The other slot would take messages with code that is not yet, or no longer, in production.
var resting = toObject(triggers, f => 'AzureWebJobs.${f}.Disabled', f => 'true')

var production = union(common, scheduler, telemetry, running, packageOf(packagesUri, package), hub(taskHubs.production))
var stagingSettings = union(common, scheduler, telemetry, resting, packageOf(packagesUri, stagingPackage), hub(taskHubs.staging))

// Without a package there is no setting: a URL that leads nowhere would keep the app from starting.
func packageOf(container string, blob string) object => empty(blob) ? {} : { WEBSITE_RUN_FROM_PACKAGE: '${container}packages/${blob}' }

// Two slots in one hub would take each other's orchestrations.
func hub(hubName string) object => { AzureFunctionsJobHost__extensions__durableTask__hubName: hubName }

output production array = map(items(production), s => { name: s.key, value: s.value })
output staging array = map(items(stagingSettings), s => { name: s.key, value: s.value })
output stickyNames array = concat(objectKeys(resting), objectKeys(hub('')))
