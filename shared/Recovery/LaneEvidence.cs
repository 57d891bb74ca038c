namespace Pipeline.Recovery;

/// <summary>Decides from evidence, never from age alone, up to when a lane's published messages must have been claimed: a backlog is no loss.</summary>
internal static class LaneEvidence
{
    /// <summary>What was published to the lane before this and is still unclaimed is gone; null: nothing is known.</summary>
    /// <param name="now">The database's clock, read before the lane was looked at.</param>
    /// <param name="waiting">How many messages wait in the queue; null where the queue is missing.</param>
    /// <param name="claimed">For each living worker, the newest message of the lane that it claimed, by when it was published.</param>
    /// <param name="running">For each living worker, the oldest message of the lane that it runs now: others may lie behind it, unclaimed, in its host's buffer.</param>
    public static DateTime? Cutoff(DateTime now, uint? waiting, IEnumerable<DateTime?> claimed, IEnumerable<DateTime?> running) =>
        Cutoff(now, waiting, isMute: false, claimed, running);

    /// <inheritdoc cref="Cutoff(DateTime, uint?, IEnumerable{DateTime?}, IEnumerable{DateTime?})"/>
    /// <param name="isMute">The lane has consumers, and yet has brought nothing to any living worker for so long that whatever waits is not going to be claimed.</param>
    public static DateTime? Cutoff(DateTime now, uint? waiting, bool isMute, IEnumerable<DateTime?> claimed, IEnumerable<DateTime?> running)
    {
        // What lies ahead of the clock is from before the clock was set back: no place in what is published by it now.
        var front = waiting is null or 0 || isMute ? now : claimed.Where(c => c <= now).Max();
        var buffered = running.Select(r => r > now ? DateTime.MinValue : r).Min();
        return front is null || buffered is null || front < buffered ? front : buffered;
    }

    /// <summary>Whether a lane's consumers take messages that no worker ever sees, as those of a host do whose worker has gone.</summary>
    /// <param name="now">The database's clock, read before the lane was looked at.</param>
    /// <param name="consumers">How many the lane has.</param>
    /// <param name="served">For each living worker, when the lane last brought it a message, or when the worker started.</param>
    /// <param name="after">For how long a lane may be silent.</param>
    public static bool IsMute(DateTime now, uint consumers, IReadOnlyCollection<DateTime> served, TimeSpan after) =>
        consumers > 0 && served.Count > 0 && served.Where(s => s <= now).DefaultIfEmpty(DateTime.MinValue).Max() < now - after;
}
