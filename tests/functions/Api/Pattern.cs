namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>A pattern of the sample and how many records its jobs take.</summary>
public sealed record Pattern(string Name, int RecordsAJob)
{
    /// <summary>What is asked for with every pattern; only the group heeds it.</summary>
    public const int Chunk = 10;

    private static readonly Pattern[] All = [new("all-in-one", int.MaxValue), new("group", Chunk), new("starmap", int.MaxValue), new("fine-grained", 1)];

    public static IEnumerable<string> Names => All.Select(p => p.Name);

    public static Pattern Of(string name) => All.Single(p => p.Name == name);
}
