// How large each environment is. The parameter files and azd share this.
import { alertLimitsType, databaseType, planType } from 'types.bicep'

@export()
@description('What differs between environments.')
type profileType = {
  plan: planType
  @description('Concurrency of an instance: lanes 0 to N - 1 have a trigger. The others are disabled and aren\'t published to.')
  @minValue(1)
  @maxValue(8)
  lanes: int
  @description('quorum on a cluster of three or more; classic on a broker of one node.')
  queueType: 'classic' | 'quorum'
  @description('Spreads instances, storage and the database over zones, so that the pipeline survives the loss of a zone.')
  zoneRedundant: bool
  @description('Without private endpoints storage and vault are open to the network, and the database to all of Azure.')
  privateEndpoints: bool
  @description('One outgoing address for all instances, which an external broker can let in.')
  fixedOutboundAddress: bool
  database: databaseType
  alertAbove: alertLimitsType
}

@export()
@description('The cheapest environment that works, for days of trying: docs/azure-costs.md says what it gives up.')
var tryProfile = {
  // One instance without a staging slot.
  plan: { sku: 'B1', minInstances: 1, maxInstances: 1 }
  // The database has 35 connections.
  lanes: 3
  queueType: 'classic'
  zoneRedundant: false
  privateEndpoints: false
  fixedOutboundAddress: false
  database: { skuName: 'Standard_B1ms', tier: 'Burstable', storageGB: 32, backupDays: 7, poolSize: 4 }
  alertAbove: { outboxAgeSeconds: 300, flowAgeSeconds: 86400, sweepActions: 100 }
}

@export()
var devProfile = {
  plan: { sku: 'EP1', minInstances: 1, maxInstances: 2 }
  lanes: 8
  // One node is enough for development.
  queueType: 'classic'
  zoneRedundant: false
  privateEndpoints: true
  fixedOutboundAddress: false
  database: { skuName: 'Standard_B2s', tier: 'Burstable', storageGB: 32, backupDays: 7, poolSize: 12 }
  alertAbove: { outboxAgeSeconds: 300, flowAgeSeconds: 86400, sweepActions: 100 }
}

@export()
var prodProfile = {
  // Three instances, one in each zone, are the fewest that survive the loss of a zone.
  plan: { sku: 'EP2', minInstances: 3, maxInstances: 6 }
  lanes: 8
  queueType: 'quorum'
  zoneRedundant: true
  privateEndpoints: true
  // An external broker lets in one address and no more.
  fixedOutboundAddress: true
  // After a swap the slot still has as many instances as production: 12 processes share 844 connections.
  database: { skuName: 'Standard_D2ds_v5', tier: 'GeneralPurpose', storageGB: 128, backupDays: 35, poolSize: 10 }
  alertAbove: { outboxAgeSeconds: 60, flowAgeSeconds: 14400, sweepActions: 50 }
}
