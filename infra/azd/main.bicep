// What azd provision deploys: a resource group with the tag by which azd finds it again, and in it all of ../main.bicep.
import { devProfile, prodProfile, tryProfile } from '../profiles.bicep'
import { deployerType } from '../types.bicep'

targetScope = 'subscription'

@description('The name of the azd environment.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of everything.')
param location string

@description('How large it is.')
@allowed(['try', 'dev', 'prod'])
param profileName string

param deployer deployerType

@secure()
param brokerUri string
param hasBrokerUri bool
param recoverVault bool
param trialBroker bool
param databaseGB int
param durableBackend string
param package string
param stagingPackage string
param openTo string[]
param otlpEndpoint string
param alertEmails string[]

var tags = { 'azd-env-name': environmentName }
var profiles = { try: tryProfile, dev: devProfile, prod: prodProfile }

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-pipeline-${environmentName}'
  location: location
  tags: tags
}

// The release scripts read the outputs of the deployment of this name.
module main '../main.bicep' = {
  name: 'main'
  scope: group
  params: {
    location: location
    environmentName: profileName
    profile: profiles[profileName]
    deployer: deployer
    brokerUri: brokerUri
    hasBrokerUri: hasBrokerUri
    recoverVault: recoverVault
    trialBroker: trialBroker
    databaseGB: databaseGB
    durableBackend: durableBackend
    package: package
    stagingPackage: stagingPackage
    openTo: openTo
    otlpEndpoint: otlpEndpoint
    alertEmails: alertEmails
    extraTags: tags
  }
}

@description('azd keeps outputs in its environment.')
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_LOCATION string = location
output PIPELINE_URL string = 'https://${main.outputs.functionAppHost}'
