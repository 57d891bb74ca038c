@description('Name of the Durable Task Scheduler.')
param name string

@description('One for each slot. Slots that shared a hub would take each other\'s orchestrations.')
param taskHubs string[]

@description('The app\'s identity.')
param identityName string
param location string
param tags object

// Durable Task Data Contributor
var role = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      // Billed by actions. A flow costs a few of them, whatever its size, because its members aren't activities.
      name: 'Consumption'
    }
    // It accepts identities with a role only. Narrow this to the outbound address where there is a fixed one.
    ipAllowlist: ['0.0.0.0/0']
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = [
  for taskHub in taskHubs: {
    parent: scheduler
    name: taskHub
  }
]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler.id, identity.id, role)
  scope: scheduler
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}
