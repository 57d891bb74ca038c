@description('Name of the identity: what it logs in to PostgreSQL with, too.')
param name string
param location string
param tags object

// User-assigned: both slots have it, and it has its roles before the app first starts.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output name string = identity.name
output principalId string = identity.properties.principalId
