namespace Pipeline.Bench.Tests;

/// <summary>Tests that share the one database, and so take turns.</summary>
[CollectionDefinition(Name)]
public sealed class BenchCollection : ICollectionFixture<BenchDatabase>
{
    public const string Name = "bench database";
}
