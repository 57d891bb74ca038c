namespace Pipeline.Cli.Api.Recurring;

/// <summary>All recurring jobs, by name.</summary>
internal sealed record RecurringList
{
    public required IReadOnlyList<RecurringDocument> Recurring
    {
        get;
        init => field = NoNulls.In(value);
    }
}
