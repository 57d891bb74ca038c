namespace Pipeline.Cli.Api.Flows;

/// <summary>A flow's members that have not ended, by what they do.</summary>
internal sealed record OpenMembers(long Running, long Queued, long Waiting, long Held)
{
    /// <summary>For example <c>8 running, 92 held</c>; empty for none.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        (Running, "running"), (Queued, "queued"), (Waiting, "waiting"), (Held, "held"),
    }.Where(m => m.Item1 > 0).Select(m => $"{Output.Amounts.Count(m.Item1)} {m.Item2}"));
}
