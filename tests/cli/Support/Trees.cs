namespace Pipeline.Cli.Tests.Support;

/// <summary>A flow document with everything that lies in a flow.</summary>
internal static class Trees
{
    public const string Chain = "6f1c2d3e-0000-4000-8000-00000000000a";
    public const string Inner = "6f1c2d3e-0000-4000-8000-00000000000b";
    public const string Dead = "6f1c2d3e-0000-4000-8000-00000000000c";

    public const string Running = $$"""
        {"id":"{{SampleFlow.Id}}","pattern":"import","status":"running","stage":"members","result":null,
        "jobs":{"total":2000,"succeeded":1200,"dead":1,"cancelled":0,"expired":0,"open":799},
        "members":{"running":8,"queued":92,"waiting":1,"held":698},
        "callbacks":[{"role":"body","job":"{{Inner}}","type":"voters.summarize","status":"waiting"}],
        "failed":[{"job":"{{Dead}}","place":7,"type":"voters.register","version":1,"status":"dead","generation":0,"error":"It broke.\n  at Somewhere"}],
        "tree":{"total":1999,"next":49,"flows":[{"id":"{{Chain}}","place":3,"name":"steps","kind":"chain","status":"stopping","stage":"members","result":null,
            "jobs":{"total":5,"succeeded":2,"dead":1,"cancelled":0,"expired":0,"open":2},"total":9,
            "flows":[{"id":"{{Inner}}","place":0,"name":"inner","kind":"group","status":"waiting","stage":"waiting","jobs":{"total":4,"open":4},"total":0,"flows":[]}]}]} }
        """;
}
