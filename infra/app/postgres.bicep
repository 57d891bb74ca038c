import { databaseType } from '../types.bicep'

@description('Name of the server, unique in all of Azure.')
param name string
param size databaseType

@description('A standby in another zone that takes over by itself. Burstable servers can\'t have one.')
param zoneRedundant bool

@description('Whether a private endpoint leads to the server. Otherwise all of Azure reaches it, and logins are what protects it.')
param isPrivate bool

@description('Addresses from which the server can be reached as well.')
param openTo string[]
param location string
param tags object

// Its administrators are not here: Azure refuses them for minutes after a server was made, so release/administrators.sh adds them and
// retries.
resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: size.skuName
    tier: size.tier
  }
  properties: {
    version: '17'
    // Entra ID only: there is no password that could be stored, or leak.
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    network: {
      publicNetworkAccess: isPrivate && empty(openTo) ? 'Disabled' : 'Enabled'
    }
    storage: {
      storageSizeGB: size.storageGB
      // A full disk makes the server read-only, and a backlog can fill it.
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: size.backupDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: zoneRedundant ? 'ZoneRedundant' : 'Disabled'
    }
    // A restart for maintenance ends all sessions. The pipeline survives that; this sets the hour.
    maintenanceWindow: {
      customWindow: 'Enabled'
      dayOfWeek: 0
      startHour: 3
      startMinute: 0
    }
  }
}

// 0.0.0.0 stands for all addresses of Azure, other customers' included.
var addresses = concat(openTo, isPrivate ? [] : ['0.0.0.0'])

// One after the other: a server takes one change at a time and refuses the rest.
@batchSize(1)
resource opening 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = [
  for (address, i) in addresses: {
    parent: server
    name: 'open-${i}'
    properties: {
      startIpAddress: address
      endIpAddress: address
    }
  }
]
