namespace Pipeline.Tests.Upserts;

internal enum Colour { Red, Green }

internal readonly record struct Sku(string Text);

/// <summary>An entity whose columns are of every kind that a mapping knows: converted, quoted, made by the database or by EF Core.</summary>
internal sealed class Part
{
    public int Id { get; init; }
    public required string Shop { get; init; }
    public required Sku Sku { get; init; }
    public Guid Tag { get; init; }
    public Colour Colour { get; init; }
    public string? Note { get; init; }
    public string[] Labels { get; init; } = [];
    public int Count { get; init; }
    public DateTime MadeAt { get; init; }
    public int Twice { get; init; }
    public uint Version { get; init; }
}
