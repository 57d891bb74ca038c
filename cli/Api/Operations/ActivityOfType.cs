namespace Pipeline.Cli.Api.Operations;

/// <summary>What the jobs of one name came to.</summary>
internal sealed record ActivityOfType : ActivitySum
{
    public required string Type { get; init; }
}
