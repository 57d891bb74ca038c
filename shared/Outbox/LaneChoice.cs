using Pipeline.Jobs;
using Pipeline.Messaging;

namespace Pipeline.Outbox;

/// <summary>
/// Which lane a message goes to: urgent ones to their own, others in turn. A lane that left a message unanswered is passed over for a while, since a broker may
/// hold a queue that is declared and takes nothing (a quorum queue without a leader). Where all do so it is the broker, and none is passed over.
/// One without a consumer is passed over for a second, as long as others have one: its trigger may be lost for good.
/// </summary>
internal sealed class LaneChoice(int lanes, Jitter jitter, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan UnservedPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, (TimeSpan Pause, long Since)> _silent = [];
    private readonly Dictionary<int, long> _unserved = [];

    // Relays that start together must not all begin with the same lane.
    private int _last = (int)(jitter.Next() * 64);

    public int For(bool urgent) =>
        !urgent || !Answers(LaneQueues.Urgent) ? Next() : IsServed(LaneQueues.Urgent) || !AnyServed() ? LaneQueues.Urgent : Next();

    /// <summary>It has no consumer, as far as is known.</summary>
    public void Unserved(int lane) => _unserved[lane] = time.GetTimestamp();

    /// <summary>Nothing says that it has no consumer.</summary>
    public bool IsServed(int lane) => !_unserved.TryGetValue(lane, out var since) || time.GetElapsedTime(since) >= UnservedPause;

    /// <summary>It confirmed a message.</summary>
    public void Answered(int lane) => _silent.Remove(lane);

    /// <summary>It let a message's time pass.</summary>
    /// <returns>How long it is passed over: twice as long as the last time, up to ten minutes.</returns>
    public TimeSpan Unanswered(int lane)
    {
        var pause = _silent.TryGetValue(lane, out var last) ? last.Pause * 2 : First;
        if (pause > Longest) pause = Longest;
        _silent[lane] = (pause, time.GetTimestamp());
        return pause;
    }

    private bool Answers(int lane) => !_silent.TryGetValue(lane, out var silent) || time.GetElapsedTime(silent.Since) >= silent.Pause;

    private bool AnyServed() => Enumerable.Range(0, lanes).Any(lane => Answers(lane) && IsServed(lane));

    private int Next()
    {
        if (Find(lane => Answers(lane) && IsServed(lane)) is { } served) return served;
        if (Find(Answers) is { } answering) return answering;
        _silent.Clear();
        return Turn();
    }

    private int? Find(Func<int, bool> suits)
    {
        for (var tries = 0; tries < lanes; tries++)
            if (Turn() is var lane && suits(lane)) return lane;
        return null;
    }

    private int Turn() => (_last = (_last + 1) & 0xFFFF) % lanes;
}
