namespace Pipeline.Tests;

/// <summary>What a test's job leaves behind; the table refuses an empty text.</summary>
internal sealed class Effect
{
    public int Id { get; init; }
    public Guid JobId { get; init; }
    public required string Text { get; init; }
}
