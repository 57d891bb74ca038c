namespace Pipeline.Tests.Simulation;

/// <summary>JobProcessor: gate, claim, and the run, held while the database is away.</summary>
internal sealed class SimRun(SimWorld world, SimDelivery delivery)
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LonePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GatePatience = TimeSpan.FromMinutes(1);

    private readonly SimProcess _process = delivery.Process;
    private readonly object _token = new();
    private DateTime? _awaySince;

    /// <summary>The function has thrown.</summary>
    public bool HasFailed { get; private set; }

    // JobProcessor.ProcessAsync and RunGate
    public IEnumerable<TimeSpan> Process()
    {
        var (began, lone) = (world.Now, delivery.Message.Lone);
        while (_process.LoneInside)
        {
            if (!lone && world.Now - began > GatePatience)
            {
                while (!world.Ask(() => world.Database.PutBack(delivery.Message.Row, TimeSpan.FromSeconds(1)), out _)) yield return Turn;
                yield break;
            }
            yield return Turn;
        }
        if (lone)
        {
            _process.LoneInside = true;
            for (began = world.Now; _process.Inside > 0 && world.Now - began < LonePatience;) yield return Turn;
        }
        else _process.Inside++;
        foreach (var pause in ClaimAndRun(alone: lone && _process.Inside == 0)) yield return pause;
        if (lone) _process.LoneInside = false;
        else _process.Inside--;
    }

    private IEnumerable<TimeSpan> ClaimAndRun(bool alone)
    {
        SimLease? lease = null;
        while ((!_process.IsFresh && !_process.Beat()) || !world.Ask(() => world.Database.Claim(delivery.Message.Row, _token, _process, alone), out lease))
        {
            if (IsTooLong()) yield break;
            yield return Turn;
        }
        if (lease is null) yield break;
        _awaySince = null;
        yield return TimeSpan.Zero;
        using var position = _process.Lanes.Run(delivery.Lane, lease.PublishedAt);
        while (true)
        {
            var jobs = new SimJobsRun(world, _process, lease);
            foreach (var pause in jobs.Run()) yield return pause;
            if (!jobs.IsAway) yield break;
            // After a failure some of the jobs may have their outcome, and the lease may be gone.
            SimLease? left;
            do
            {
                if (IsTooLong()) yield break;
                yield return Turn;
            }
            while (!world.Ask(() => world.Database.Refresh(lease), out left));
            if (left is null) yield break;
            lease = left;
        }
    }

    // DatabaseHold: the lease, if there is one, is returned by the loop that looks after it.
    private bool IsTooLong()
    {
        _awaySince ??= world.Now;
        HasFailed = world.Now - _awaySince > SimSettings.Options.HoldLimit;
        if (HasFailed) _process.GivenUp.Add(_token);
        return HasFailed;
    }
}
