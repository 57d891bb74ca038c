// The pipeline's dashboard in the portal: the metrics that the app exports, without a collector.
param applicationInsightsName string
param displayName string
param location string
param tags object

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // Azure takes nothing but a GUID for the name.
  name: guid(insights.id, 'pipeline')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: insights.id
    serializedData: loadTextContent('workbook.json')
  }
}
