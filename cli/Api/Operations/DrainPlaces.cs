namespace Pipeline.Cli.Api.Operations;

/// <summary>Where jobs are that have no outcome yet.</summary>
internal sealed record DrainPlaces(long Outbox, long Lanes, long Running, long Retries, long Parked)
{
    public override string ToString() => string.Join(", ", new[]
    {
        (Outbox, "in the outbox"), (Lanes, "in the lanes"), (Running, "running"), (Retries, "waiting for a retry"), (Parked, "parked"),
    }.Where(place => place.Item1 > 0).Select(place => $"{place.Item1} {place.Item2}"));
}
