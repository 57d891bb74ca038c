namespace Pipeline.Dashboard.Tests.Hosting;

/// <summary>The addresses of all lists, as a theory's data; a job and a flow have theirs from whoever has made them.</summary>
public static class EveryView
{
    public static readonly string[] Lists =
    [
        "", "jobs", "jobs?state=dead", "jobs?state=succeeded", "flows", "flows?open=true", "dead", "dead/letters?messages=true", "recurring", "lanes", "versions", "audit",
    ];
}
