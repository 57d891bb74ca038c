using ChaosJobs.Jobs;
using Pipeline.Jobs;

namespace Pipeline.Chaos.Work;

/// <summary>Draws single jobs by a seed.</summary>
/// <param name="dice">The seed's.</param>
/// <param name="longestWait">Milliseconds that a job waits at most: in a small run long ones, so that there is always something under way.</param>
internal sealed class JobPlan(Random dice, int longestWait)
{
    private int _number;

    private static readonly (int Weight, Func<JobPlan, PlannedJob> Make)[] Kinds =
    [
        (160, p => new(new Write(p.Next()), Expected.Succeeded)),
        (20, p => new(new Write(p.Next()), Expected.Succeeded, new() { Delay = TimeSpan.FromMilliseconds(p.Up(5_000)) })),
        (16, p => new(new Write(p.Next()), Expected.Succeeded, new() { Priority = JobPriority.High })),
        // Due only when its time is over.
        (12, p => new(new Write(p.Next()), Expected.Expired, new() { Delay = TimeSpan.FromSeconds(3), ExpiresAfter = TimeSpan.FromSeconds(1) })),
        (56, p => new(new Wait(p.Next(), p.Up(p.LongestWait)), Expected.Succeeded)),
        (48, p => new(new Together(p.Next(), false), Expected.Succeeded)),
        (4, p => new(new Together(p.Next(), true), Expected.Dead)),
        (32, p => p.Stumbling()),
        (16, p => new(new StumbleWaiting(p.Next(), p.Up(2)), Expected.Succeeded)),
        (12, p => p.Failing()),
        (20, p => new(new Carry(p.Next(), new string((char)('a' + p.Up(25)), 10_000)), Expected.Succeeded)),
        (2, p => new(new Overrun(p.Next(), p.Up(1) == 1), Expected.Dead)),
    ];

    private static readonly int Weights = Kinds.Sum(k => k.Weight);

    /// <summary>A job of any kind that leaves its process alive.</summary>
    public PlannedJob Any()
    {
        var at = dice.Next(Weights);
        return Kinds.First(k => (at -= k.Weight) < 0).Make(this);
    }

    /// <summary>A job that succeeds, sooner or later.</summary>
    public PlannedJob Succeeding() => dice.Next(4) switch
    {
        0 => new(new Wait(Next(), Up(longestWait)), Expected.Succeeded),
        1 => Stumbling(),
        2 => new(new Together(Next(), false), Expected.Succeeded),
        _ => new(new Write(Next()), Expected.Succeeded),
    };

    public PlannedJob Stumbling() => new(new Stumble(Next(), Up(2)), Expected.Succeeded);

    public PlannedJob Failing() => new(new Fail(Next()), Expected.Dead);

    public PlannedJob Crashing() => new(new Crash(Next(), Up(1) == 1), Expected.Dead);

    public PlannedJob Body() => new(new Tally(Next()), Expected.Succeeded);

    public PlannedJob OnError() => new(new Mourn(Next()), Expected.Succeeded);

    /// <summary>Many of one kind, so that messages name several.</summary>
    public IEnumerable<PlannedJob> Alike(int count)
    {
        var kind = dice.Next(3);
        for (var i = 0; i < count; i++)
            yield return kind switch
            {
                0 => new(new Wait(Next(), Up(longestWait / 4)), Expected.Succeeded),
                1 => new(new Together(Next(), false), Expected.Succeeded),
                _ => new(new Write(Next()), Expected.Succeeded),
            };
    }

    private int LongestWait => longestWait;

    private int Next() => _number++;

    private int Up(int most) => dice.Next(most + 1);
}
