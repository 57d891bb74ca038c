namespace Pipeline.Tests.Recurring;

/// <summary>A schedule by brute force: every second that its step allows is looked at on the zone's wall clock.</summary>
/// <param name="Text">As the product reads it.</param>
/// <param name="Step">Divides every local time that matches, in seconds.</param>
/// <param name="IsInterval">It runs both times when the clock is put back.</param>
/// <param name="Matches">Says it of a local time.</param>
internal sealed record WallClock(string Text, int Step, bool IsInterval, Func<DateTime, bool> Matches)
{
    /// <summary>All occurrences after <paramref name="after"/> and before <paramref name="before"/>, in seconds since 1970.</summary>
    public IReadOnlyList<long> Between(IReadOnlyList<(long From, int Offset)> offsets, long after, long before)
    {
        var found = new SortedSet<long>();
        for (var i = 0; i < offsets.Count; i++)
        {
            var (from, offset) = offsets[i];
            var to = i + 1 < offsets.Count ? offsets[i + 1].From : before;
            if (to <= after || from >= before) continue;
            var shown = i == 0 ? from + offset : from + offsets[i - 1].Offset;
            // Skipped by the clock: once, at the change.
            if (Local(shown, from + offset).Any()) found.Add(from);
            // Shown before, in the offset that ended here: the second time counts for intervals only.
            var first = Math.Max(after, from) + offset;
            foreach (var local in Local(IsInterval ? first : Math.Max(first, shown), Math.Min(before, to) + offset)) found.Add(local - offset);
        }
        return [.. found.Where(moment => moment > after && moment < before)];
    }

    private IEnumerable<long> Local(long from, long to)
    {
        for (var local = (from + Step - 1) / Step * Step; local < to; local += Step)
            if (Matches(DateTimeOffset.FromUnixTimeSeconds(local).DateTime)) yield return local;
    }
}
