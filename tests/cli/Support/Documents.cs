namespace Pipeline.Cli.Tests.Support;

/// <summary>Documents of the inspecting calls, as the server sends them.</summary>
internal static class Documents
{
    public const string Job = "6f1c2d3e-0000-4000-8000-00000000002a";

    private const string Row = $$"""
        "id":"{{Job}}","type":"mail.welcome","version":2,"state":"dead","generation":1,"attempt":3,"flowId":"{{SampleFlow.Id}}","place":7,
        "createdAt":"2025-03-01T10:00:00Z","startedAt":"2025-03-01T10:00:01Z","finishedAt":"2025-03-01T10:00:02Z","dueAt":null,"later":[1]
        """;

    public const string JobPage = $$"""{"jobs":[{ {{Row}},"error":"System.TimeoutException: 30 s passed"}],"next":"{{Job}}","lookedTo":"2025-03-01T09:00:00Z"}""";

    public const string NoJobYet = """{"jobs":[],"next":"6f1c2d3e-0000-4000-8000-00000000002b","lookedTo":"2025-03-01T09:00:00Z"}""";

    public const string OneJob = $$"""
        { {{Row}},"error":"System.TimeoutException: 30 s passed\n   at Mail.Send()","priority":null,"limited":null,"interruptions":0,"parked":1,"expiresAt":null,"tuples":null,
        "args":{"bytes":14,"text":"{\"to\":\"a@b.c\"}","truncated":false,"blob":null,"problem":null},
        "result":{"bytes":null,"text":null,"truncated":false,"blob":"results/1","problem":"gone"},
        "flow":{"id":"{{SampleFlow.Id}}","rootId":"{{SampleFlow.Id}}","name":"mails","status":"running","place":7,"role":"member"},
        "message":null,"worker":{"id":"{{Job}}","host":"box/17","startedAt":"2025-03-01T09:00:00Z","heartbeatAt":"2025-03-01T09:10:00Z","alive":false},
        "attempts":[{"generation":1,"attempt":3,"kind":"failed","startedAt":"2025-03-01T10:00:01Z","seconds":0.5,"error":"It timed out.","worker":null}],"moreAttempts":true,
        "traceParent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","deadLetter":{"id":"{{SampleFlow.Id}}","cause":"System.TimeoutException: # s passed","at":"2025-03-01T10:00:02Z"} }
        """;

    public const string Overview = """
        {"at":"2025-03-01T10:00:00Z","jobs":{"queued":{"count":10000,"more":true},"waiting":{"count":3,"more":false},"running":{"count":8,"more":false},"dead":{"count":0,"more":false}},
        "deadMessages":{"count":1,"more":false},"openFlows":{"count":2,"more":false},"outbox":{"due":{"count":5,"more":false},"oldestAt":"2025-03-01T09:59:55Z","oldestSeconds":5.1},
        "lastHour":{"succeeded":1200,"retried":4,"dead":0,"cancelled":0,"expired":0},"lastDay":{"succeeded":0,"retried":0,"dead":0,"cancelled":0,"expired":0},
        "jobsEstimate":1000000,"workersAlive":1,"workers":[{"id":"6f1c2d3e-0000-4000-8000-000000000031","host":"box/17","startedAt":"2025-03-01T09:00:00Z","heartbeatAt":"2025-03-01T10:00:00Z","alive":true}] }
        """;

    public const string Activity = """
        {"from":"2025-03-01T10:00:00Z","to":"2025-03-01T10:00:20Z","stepSeconds":10,
        "total":{"succeeded":300,"retried":1,"dead":2,"cancelled":0,"expired":0,"wait":{"p50":1,"p95":2,"p99":4},"run":{"p50":8,"p95":16,"p99":22.6} },
        "points":[{"at":"2025-03-01T10:00:00Z","succeeded":100,"retried":0,"dead":0,"cancelled":0,"expired":0,"wait":null,"run":null},
                  {"at":"2025-03-01T10:00:10Z","succeeded":200,"retried":1,"dead":2,"cancelled":0,"expired":0,"wait":null,"run":null}],
        "types":[{"type":"mail.welcome","succeeded":300,"retried":1,"dead":2,"cancelled":0,"expired":0,"wait":null,"run":null}] }
        """;

    public const string Lanes = """
        {"reachable":true,"lanes":[{"queue":"jobs.0","kind":"jobs","messages":1204,"consumers":1,"healthy":true,"jobsPerSecond":35.2},
                                   {"queue":"jobs.1","kind":"jobs","messages":7,"consumers":0,"healthy":false,"jobsPerSecond":0},
                                   {"queue":"dead","kind":"dead","messages":null,"consumers":0,"healthy":false,"jobsPerSecond":null}]}
        """;

    public const string Sweeps = """
        {"sweeps":[{"name":"RecoverMessages","lastAt":"2025-03-01T10:00:00Z","seconds":0.012,"count":0,"error":"TimeoutException","runs":90,"total":4,"actedAt":"2025-03-01T08:00:00Z","actedCount":4}]}
        """;

    public const string Audit = $$"""
        {"changes":[{"id":"{{Job}}","at":"2025-03-01T10:00:00Z","what":"replayDeadLetters","target":"type mail.welcome","key":"0a1b2c3d","outcome":"done","status":200,"count":3}],"next":"{{Job}}"}
        """;

    public const string Unhealthy = """
        {"status":"unhealthy","servers":{"postgres":{"healthy":true,"milliseconds":1.2,"error":null},"rabbitmq":{"healthy":false,"milliseconds":2000,"error":"SocketException"} },
        "lanes":{"jobs.0":{"messages":7,"consumers":0,"healthy":false},"jobs.1":{"messages":0,"consumers":1,"healthy":true} } }
        """;
}
