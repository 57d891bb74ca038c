import { alertLimitsType } from '../types.bicep'

@description('First part of the alerts\' names.')
param name string
param actionGroupName string
param applicationInsightsName string
param functionAppName string
param emails string[]
param above alertLimitsType

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
    query: 'customMetrics | where name == "pipeline.outbox.oldest_age" | summarize age = max(value) | where age > ${above.outboxAgeSeconds}'
  }
  {
    // By growth: letters that an operator leaves there on purpose must not keep the alert on, and with it hide the next one.
    key: 'dead-jobs'
    severity: 2
    window: 'PT30M'
    description: 'New dead letters: jobs failed for good, or unreadable messages arrived. pipeline dead lists them by cause.'
    query: 'let heard = toscalar(customMetrics | where name startswith "pipeline." and timestamp < ago(15m) | count); customMetrics | where name == "pipeline.dead_letters" and heard > 0 | extend type = tostring(customDimensions["job.type"]) | summarize before = maxif(value, timestamp < ago(15m)), after = maxif(value, timestamp >= ago(15m)) by type | where after > coalesce(before, 0.0)'
  }
  {
    key: 'lane-without-consumer'
    severity: 1
    window: 'PT10M'
    description: 'A lane holds messages and has no consumer; maintenance takes one message at a time. Restart the app to get the trigger back.'
    query: 'customMetrics | where name in ("pipeline.lane.depth", "pipeline.lane.consumers") | extend lane = tostring(customDimensions["messaging.destination.name"]) | summarize depth = minif(value, name == "pipeline.lane.depth"), consumers = maxif(value, name == "pipeline.lane.consumers") by lane | where depth > 0 and consumers == 0'
  }
  {
    key: 'flow-age'
    severity: 2
    window: 'PT15M'
    description: 'A flow has been open for longer than flows take here: pipeline status shows what it waits for.'
    query: 'customMetrics | where name == "pipeline.flow.oldest_age" | summarize age = max(value) | where age > ${above.flowAgeSeconds}'
  }
  {
    key: 'sweep-recoveries'
    severity: 3
    window: 'PT15M'
    description: 'Maintenance repairs a lot: workers die, the broker loses messages, or orchestrations do not wake.'
    query: 'customMetrics | where name == "pipeline.sweep.actions" and tostring(customDimensions["sweep"]) startswith "Recover" | summarize actions = sum(value) | where actions > ${above.sweepActions}'
  }
  {
    // Only after something was heard, and for a day: an app that was never released or was stopped for good is no alert.
    key: 'silence'
    severity: 1
    window: 'P1D'
    description: 'The pipeline has sent no metrics for 15 minutes: no instance runs, or its telemetry is refused. The alerts above are blind now.'
    query: 'customMetrics | where name startswith "pipeline." | summarize heard = max(timestamp) | where isnotnull(heard) and heard < ago(15m)'
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

resource liveness 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${name}-liveness'
  location: 'global'
  tags: tags
  properties: {
    description: 'Instances don\'t answer on /api/health, or want to be recycled: the platform replaces them. If it lasts, look at the newest release.'
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
