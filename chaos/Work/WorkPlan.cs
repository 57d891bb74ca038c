using Pipeline.Flows;

namespace Pipeline.Chaos.Work;

/// <summary>What a run submits, decided by its seed alone.</summary>
internal sealed class WorkPlan
{
    // Each of these kills three processes; they come in the first half, so that the last one is over by the end. While processes die all the time nobody
    // lives long enough to judge who else is dead.
    private const int JobsACrash = 2_000;
    private const int MostCrashes = 6;

    private readonly Random _dice;
    private readonly JobPlan _jobs;
    private readonly Queue<int> _crashes;
    private readonly int _mostAlike;
    private int _planned;

    public WorkPlan(int seed, int jobs)
    {
        _dice = new(seed);
        _jobs = new(_dice, Math.Clamp(2_500_000 / jobs, 100, 2_500));
        _mostAlike = Math.Clamp(jobs / 10, 40, 300);
        var crashes = Math.Clamp(jobs / JobsACrash, 1, MostCrashes);
        _crashes = new(Enumerable.Range(0, crashes).Select(i => jobs / 2 / crashes * i));
    }

    /// <summary>The next one; there is no last one.</summary>
    public Submission Next()
    {
        var submission = Draw();
        _planned += submission.Size;
        return submission;
    }

    private Submission Draw()
    {
        var crashes = _crashes.TryPeek(out var at) && at <= _planned && _crashes.TryDequeue(out _);
        return _dice.Next(10) switch
        {
            0 when !crashes => new([.. _jobs.Alike(_dice.Next(35, _mostAlike))], null),
            <= 2 => Chord(crashes),
            _ => new([.. Enumerable.Range(0, _dice.Next(1, 40)).Select(_ => _jobs.Any()), .. crashes ? [_jobs.Crashing()] : Array.Empty<PlannedJob>()], null),
        };
    }

    private Submission Chord(bool crashes)
    {
        var members = Enumerable.Range(0, _dice.Next(2, 40)).Select(_ => _jobs.Succeeding()).ToList();
        var failing = crashes || _dice.Next(2) == 0;
        var goesOn = crashes || _dice.Next(2) == 0;
        if (failing) members.Insert(_dice.Next(members.Count), crashes ? _jobs.Crashing() : _jobs.Failing());
        var succeeds = !failing || goesOn;
        // How far the others come before the one that fails ends it is a race.
        if (!succeeds) members = members.ConvertAll(m => m with { Expected = Expected.Ended });
        var policy = goesOn ? FailurePolicy.ContinueOnFailure : FailurePolicy.FailFast;
        return new(members, new(policy, _dice.Next(3) == 0 ? 5 : 2_000, _jobs.Body(), _jobs.OnError(), succeeds));
    }
}
