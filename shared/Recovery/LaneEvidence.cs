namespace Pipeline.Recovery;

/// <summary>Decides from evidence, never from age alone, up to when a lane's published messages must have been claimed: a backlog is no loss.</summary>
internal static class LaneEvidence
{
    /// <summary>What was published to the lane before this and is still unclaimed is gone; null: nothing is known.</summary>
    /// <param name="now">The database's clock, read before the lane was looked at.</param>
    /// <param name="waiting">How many messages wait in the queue; null where the queue is missing.</param>
    /// <param name="claimed">For each living worker, the newest message of the lane that it claimed, by when it was published.</param>
    /// <param name="running">For each living worker, the oldest message of the lane that it runs now: others may lie behind it, unclaimed, in its host's buffer.</param>
    public static DateTime? Cutoff(DateTime now, uint? waiting, IEnumerable<DateTime?> claimed, IEnumerable<DateTime?> running)
    {
        var front = waiting is null or 0 ? now : claimed.Max();
        var buffered = running.Min();
        return front is null || buffered is null || front < buffered ? front : buffered;
    }
}
