namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>Which dead letters are to be shown.</summary>
internal sealed record DeadQuery(string? Job, string? Cause, bool Messages, int Limit, Guid? After)
{
    public override string ToString() => string.Join('&', new[]
    {
        $"limit={Limit}",
        Job is null ? null : $"type={Uri.EscapeDataString(Job)}",
        Cause is null ? null : $"cause={Uri.EscapeDataString(Cause)}",
        Messages ? "messages=true" : null,
        After is null ? null : $"after={After}",
    }.Where(part => part is not null));
}
