namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>Groups of dead letters, those that grew last first.</summary>
internal sealed record DeadGroupList
{
    public required IReadOnlyList<DeadGroup> Groups
    {
        get;
        init => field = NoNulls.In(value);
    }
}
