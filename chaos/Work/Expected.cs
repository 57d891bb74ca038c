namespace Pipeline.Chaos.Work;

/// <summary>How a job is to end, as the database calls it.</summary>
internal static class Expected
{
    public const string Succeeded = "succeeded";
    public const string Dead = "dead";
    public const string Expired = "expired";

    /// <summary>In any one way: a member of a chord that fails while the others run.</summary>
    public const string Ended = "ended";

    /// <summary>Of a flow.</summary>
    public const string Failed = "failed";

    /// <summary>Its transaction was not committed.</summary>
    public const string Absent = "absent";
}
