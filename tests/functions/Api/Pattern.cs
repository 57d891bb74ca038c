namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>A pattern of the sample and how many records its jobs take.</summary>
public sealed record Pattern(string Name, int RecordsAJob)
{
    /// <summary>What is asked for with every pattern; the chord and the group heed it.</summary>
    public const int Chunk = 10;

    private static readonly Pattern[] All = 
    [
        new("all-in-one", int.MaxValue), new("chord", Chunk) { HasBody = true }, new("group", Chunk), new("starmap", int.MaxValue), new("fine-grained", 1) { HasBody = true },
    ];

    /// <summary>A job sums up after all others.</summary>
    public bool HasBody { get; private init; }

    public static IEnumerable<string> Names => All.Select(p => p.Name);

    public static Pattern Of(string name) => All.Single(p => p.Name == name);
}
