// Types that several files share.

@export()
@description('Who deploys. It uploads packages and is an administrator of PostgreSQL.')
type deployerType = {
  objectId: string
  @description('Its name in Entra ID, which is also its login to PostgreSQL: a display name, or the user principal name of a person.')
  name: string
  type: 'Group' | 'ServicePrincipal' | 'User'
}

@export()
@description('The plan of the Function App. Basic has one instance, no staging slot and no scaling.')
type planType = {
  sku: 'B1' | 'B2' | 'B3' | 'EP1' | 'EP2' | 'EP3'
  @description('Instances that always run, so that a job waits for no cold start. Zone redundancy needs three.')
  minInstances: int
  maxInstances: int
}

@export()
type databaseType = {
  skuName: string
  tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
  storageGB: int
  backupDays: int
  @description('Connections in each of the pools of an app process. ConnectionTests computes what they come to.')
  poolSize: int
}

@export()
@description('Seconds or counts above which an alert fires.')
type alertLimitsType = {
  outboxAgeSeconds: int
  flowAgeSeconds: int
  sweepActions: int
}

@export()
@description('The task hub of each slot.')
type taskHubsType = {
  production: string
  staging: string
}
