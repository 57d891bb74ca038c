@description('Name of the server, unique in all of Azure.')
param name string
param size {
  skuName: string
  tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
  storageGB: int
  backupDays: int
}

@description('A standby in another zone that takes over by itself. Burstable servers cannot.')
param zoneRedundant bool

@description('Makes roles and databases. The app is not among the administrators: infra/database/roles.sql gives it what it needs.')
param administrator {
  objectId: string
  name: string
  type: 'Group' | 'ServicePrincipal' | 'User'
}

@description('Addresses from which the server can be reached beside the virtual network.')
param openTo string[]
param location string
param tags object

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
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
      publicNetworkAccess: empty(openTo) ? 'Disabled' : 'Enabled'
    }
    storage: {
      storageSizeGB: size.storageGB
      // A full disk makes the server read-only, and a backlog is what fills it.
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: size.backupDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: zoneRedundant ? 'ZoneRedundant' : 'Disabled'
    }
    // Its restarts end all sessions, which the pipeline rides out; at least at an hour that is known.
    maintenanceWindow: {
      customWindow: 'Enabled'
      dayOfWeek: 0
      startHour: 3
      startMinute: 0
    }
  }
}

// One after the other, here and below: a server takes one change at a time and refuses the rest.
resource owner 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = {
  parent: server
  name: administrator.objectId
  properties: {
    principalName: administrator.name
    principalType: administrator.type
    tenantId: tenant().tenantId
  }
}

@batchSize(1)
resource opening 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = [
  for (address, i) in openTo: {
    parent: server
    name: 'open-${i}'
    properties: {
      startIpAddress: address
      endIpAddress: address
    }
    dependsOn: [owner]
  }
]

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
