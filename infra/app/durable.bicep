@description('Name of the Durable Task Scheduler.')
param name string

@description('One for each slot: a slot that shared a hub would take the other one\'s orchestrations.')
param taskHubs string[]

@description('The app\'s identity.')
param principalId string
param location string
param tags object

// Durable Task Data Contributor
var role = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      // Billed by actions: a flow costs a few of them, whatever its size, as its members are no activities.
      name: 'Consumption'
    }
    // It speaks to identities with a role only. Narrow this to the outbound address where there is a fixed one.
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
  name: guid(scheduler.id, principalId, role)
  scope: scheduler
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}

output endpoint string = scheduler.properties.endpoint
