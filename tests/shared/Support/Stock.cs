namespace Pipeline.Tests;

/// <summary>A row that tests upsert.</summary>
internal sealed class Stock
{
    public required string Name { get; init; }
    public int Count { get; init; }
}
