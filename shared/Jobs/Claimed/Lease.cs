namespace Pipeline.Jobs;

/// <summary>A claimed message: whoever knows the token may write the outcomes of its jobs.</summary>
/// <param name="MessageId">The outbox row.</param>
/// <param name="Token">New with every claim.</param>
/// <param name="Lane">The lane that delivered it.</param>
/// <param name="PublishedAt">When it was published, by the database's clock.</param>
/// <param name="Lone">Its one job was interrupted before.</param>
/// <param name="Priority">Of its jobs, retries included.</param>
/// <param name="Limited">Its type has a rate limit.</param>
/// <param name="Jobs">Its jobs without an outcome.</param>
internal sealed record Lease(Guid MessageId, Guid Token, int Lane, DateTime PublishedAt, bool Lone, short Priority, bool Limited, IReadOnlyList<ClaimedJob> Jobs)
{
    /// <summary>Its jobs expire unless they start in time: none of them has started before.</summary>
    public bool MayExpire { get; init; }

    /// <summary>From when the message was due to when it was claimed.</summary>
    public TimeSpan Waited { get; init; }
}
