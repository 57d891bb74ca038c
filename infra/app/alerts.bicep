@description('First part of the alerts\' names.')
param name string
param actionGroupName string
param applicationInsightsId string
param functionAppId string
param emails string[]
param above {
  outboxAgeSeconds: int
  flowAgeSeconds: int
  sweepActions: int
}
param location string
param tags object

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

// Each query gives a row for what is wrong, and none where all is well. The meter is "Pipeline": docs/operating.md says what each is and what to do.
var rules = [
  {
    key: 'outbox-age'
    severity: 1
    window: 'PT10M'
    description: 'The oldest message that is due has not been published for too long: the broker is away or refuses, or no relay runs.'
    query: 'customMetrics | where name == "pipeline.outbox.oldest_age" | summarize age = max(valueMax) | where age > ${above.outboxAgeSeconds}'
  }
  {
    key: 'dead-jobs'
    severity: 2
    window: 'PT15M'
    description: 'Jobs have died, or messages that nobody could read have come: pipeline dead shows them by cause.'
    query: 'customMetrics | where name == "pipeline.dead_letters" | summarize dead = sum(valueSum) | where dead > 0'
  }
  {
    key: 'lane-without-consumer'
    severity: 1
    window: 'PT10M'
    description: 'A lane holds messages and nobody takes from it; the sweep takes one at a time. Restart the app to get the trigger back.'
    query: 'customMetrics | where name in ("pipeline.lane.depth", "pipeline.lane.consumers") | extend lane = tostring(customDimensions["messaging.destination.name"]) | summarize depth = minif(valueMin, name == "pipeline.lane.depth"), consumers = maxif(valueMax, name == "pipeline.lane.consumers") by lane | where depth > 0 and consumers == 0'
  }
  {
    key: 'flow-age'
    severity: 2
    window: 'PT15M'
    description: 'A flow has been open for longer than flows take here: pipeline status tells what it waits for.'
    query: 'customMetrics | where name == "pipeline.flow.oldest_age" | summarize age = max(valueMax) | where age > ${above.flowAgeSeconds}'
  }
  {
    key: 'sweep-recoveries'
    severity: 3
    window: 'PT15M'
    description: 'Sweeps make up for much that was lost: workers die, the broker loses messages, or orchestrations do not wake.'
    query: 'customMetrics | where name == "pipeline.sweep.actions" and tostring(customDimensions["sweep"]) startswith "Recover" | summarize actions = sum(valueSum) | where actions > ${above.sweepActions}'
  }
  {
    key: 'silence'
    severity: 1
    window: 'PT15M'
    description: 'Nothing was heard of the pipeline: no instance runs, or its telemetry is refused. The alerts above are blind then.'
    query: 'customMetrics | where name startswith "pipeline." | summarize heard = count() | where heard == 0'
  }
]

resource query 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
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
      scopes: [applicationInsightsId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      // The table's columns are not there before the app has first spoken.
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
              // Twice in a row, so that an instance which restarts wakes nobody.
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

resource liveness 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-liveness'
  location: 'global'
  tags: tags
  properties: {
    description: 'Instances do not answer on /api/health, or are to be recycled: the platform replaces them. Lasting: look at the newest release.'
    severity: 1
    enabled: true
    scopes: [functionAppId]
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
