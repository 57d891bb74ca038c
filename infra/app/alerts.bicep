import { alertLimitsType } from '../types.bicep'

@description('First part of the alerts\' names.')
param name string
param actionGroupName string
param applicationInsightsName string
param functionAppName string
param emails string[]
param above alertLimitsType

@description('The app is a Function App, whose health the platform checks.')
param hasLiveness bool

@description('Production runs a package. Before that nothing can answer, so the alert on liveness is off; the first swap switches it on.')
param isReleased bool
param location string
param tags object

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'pipeline'
    enabled: true
    emailReceivers: [
      for (email, i) in emails: {
        name: 'operator-${i}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

// A query returns a row for each problem, and no row while all is well or nothing was ever measured. The app exports these metrics itself.
var rules = [
  {
    key: 'outbox-age'
    severity: 1
    window: 'PT10M'
    description: 'The oldest due message has waited too long: the broker is unavailable or refuses messages, or no relay runs.'
    query: replace(loadTextContent('alerts/outbox-age.kql'), '{{limit}}', string(above.outboxAgeSeconds))
  }
  {
    // By growth: letters that an operator leaves there on purpose must not keep the alert on, and with it hide the next one.
    key: 'dead-jobs'
    severity: 2
    window: 'PT30M'
    description: 'New dead letters: jobs failed for good, or unreadable messages arrived. pipeline dead lists them by cause.'
    query: loadTextContent('alerts/dead-jobs.kql')
  }
  {
    key: 'lane-without-consumer'
    severity: 1
    window: 'PT10M'
    description: 'A lane holds messages and has no consumer; maintenance drains it slowly. Restart the app to get the trigger back.'
    query: loadTextContent('alerts/lane-without-consumer.kql')
  }
  {
    key: 'flow-age'
    severity: 2
    window: 'PT15M'
    description: 'A flow has been open for longer than flows take here: pipeline status shows what it waits for.'
    query: replace(loadTextContent('alerts/flow-age.kql'), '{{limit}}', string(above.flowAgeSeconds))
  }
  {
    key: 'sweep-recoveries'
    severity: 3
    window: 'PT15M'
    description: 'Maintenance repairs a lot: workers die, the broker loses messages, or orchestrations do not wake.'
    query: replace(loadTextContent('alerts/sweep-recoveries.kql'), '{{limit}}', string(above.sweepActions))
  }
  {
    // Only after something was heard, and for a day: an app that was never released or was stopped for good is no alert.
    key: 'silence'
    severity: 1
    window: 'P1D'
    description: 'No metrics for 15 minutes: no instance runs, or telemetry is refused. The other alerts are blind now.'
    query: loadTextContent('alerts/silence.kql')
  }
]

resource query 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${name}-${rule.key}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}-${rule.key}'
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [insights.id]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      // The table has no columns before the first telemetry arrives.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              // Twice in a row, so that the restart of an instance raises no alert.
              numberOfEvaluationPeriods: 2
              minFailingPeriodsToAlert: 2
            }
          }
        ]
      }
      actions: {
        actionGroups: [group.id]
      }
    }
  }
]

resource liveness 'Microsoft.Insights/metricAlerts@2026-01-01' = if (hasLiveness) {
  name: '${name}-liveness'
  location: 'global'
  tags: tags
  properties: {
    description: 'Instances don\'t answer on /api/health: the platform replaces them. If it lasts, look at the newest release.'
    severity: 1
    enabled: isReleased
    scopes: [app.id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'health'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'HealthCheckStatus'
          operator: 'LessThan'
          threshold: 100
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: group.id
      }
    ]
  }
}
