namespace Pipeline.Cli.Api.Operations;

/// <summary>The sweeps that ran, by name.</summary>
internal sealed record SweepList
{
    public required IReadOnlyList<Sweep> Sweeps
    {
        get;
        init => field = NoNulls.In(value);
    }
}
