namespace Pipeline.Cli.Api.Jobs;

/// <summary>Which jobs are to be shown.</summary>
internal sealed record JobQuery(string? State, string? Type, Guid? Flow, string? Search, string? After, int Limit)
{
    public override string ToString() => string.Join('&', new[]
    {
        $"limit={Limit}",
        State is null ? null : $"state={Uri.EscapeDataString(State)}",
        Type is null ? null : $"type={Uri.EscapeDataString(Type)}",
        Flow is null ? null : $"flow={Flow}",
        Search is null ? null : $"q={Uri.EscapeDataString(Search)}",
        After is null ? null : $"after={Uri.EscapeDataString(After)}",
    }.Where(part => part is not null));
}
