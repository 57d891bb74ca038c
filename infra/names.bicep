// The naming rule: abbreviation-workload-environment-token.

@export()
@description('The names of all resources. abbreviations.json has the first part of each.')
func namesOf(abbreviations object, workload string, environmentName string, token string) object => {
  actionGroup: '${abbreviations.actionGroup}-${workload}-${environmentName}-${token}'
  alert: '${abbreviations.alert}-${workload}-${environmentName}-${token}'
  applicationInsights: '${abbreviations.applicationInsights}-${workload}-${environmentName}-${token}'
  containerApp: '${abbreviations.containerApp}-${workload}-${environmentName}-${token}'
  containerEnvironment: '${abbreviations.containerEnvironment}-${workload}-${environmentName}-${token}'
  durableTaskScheduler: '${abbreviations.durableTaskScheduler}-${workload}-${environmentName}-${token}'
  functionApp: '${abbreviations.functionApp}-${workload}-${environmentName}-${token}'
  keyVault: '${abbreviations.keyVault}-${workload}-${environmentName}-${token}'
  logAnalytics: '${abbreviations.logAnalytics}-${workload}-${environmentName}-${token}'
  managedIdentity: '${abbreviations.managedIdentity}-${workload}-${environmentName}-${token}'
  natGateway: '${abbreviations.natGateway}-${workload}-${environmentName}-${token}'
  plan: '${abbreviations.plan}-${workload}-${environmentName}-${token}'
  postgres: '${abbreviations.postgres}-${workload}-${environmentName}-${token}'
  privateEndpoint: '${abbreviations.privateEndpoint}-${workload}-${environmentName}-${token}'
  publicAddress: '${abbreviations.publicAddress}-${workload}-${environmentName}-${token}'
  // Storage accounts take lower case without hyphens.
  storage: toLower('${abbreviations.storage}${workload}${environmentName}${token}')
  packageStorage: toLower('${abbreviations.storage}${workload}${environmentName}${token}pkg')
  trialBroker: '${abbreviations.containerGroup}-${workload}-${environmentName}-${token}-broker'
  virtualNetwork: '${abbreviations.virtualNetwork}-${workload}-${environmentName}-${token}'
}
