@description('Name of the identity, which is also its login to PostgreSQL.')
param name string
param location string
param tags object

// User-assigned: both slots share it, and it has its roles before the app first starts.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output principalId string = identity.properties.principalId
