using System.Text;

namespace Pipeline.Tests.Simulation;

/// <summary>All that there is, driven by one seed: the clock, the servers, the processes, and whose step is next.</summary>
internal sealed class SimWorld
{
    public static readonly TimeSpan Forever = TimeSpan.MaxValue;

    private const int Processes = 2;
    private const int StepsACheck = 64;
    private static readonly DateTime Beginning = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // Retries and messages lost again and again take long; nothing takes longer.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    private readonly List<SimActor> _actors = [];
    private readonly SimFaults _faults;
    private readonly int _slowness;
    private int _incarnations;

    public SimWorld(int seed, bool tells)
    {
        Dice = new(seed);
        Story = tells ? new() : null;
        Broker = new(this, SimSettings.Options.Lanes);
        Database = new(this);
        Oracle = new(this);
        _faults = new(this);
        _slowness = IsCalm && Dice.Next(2) == 0 ? 20 : 1;
    }

    public Random Dice { get; }

    public DateTime Now { get; private set; } = Beginning;

    public SimBroker Broker { get; }

    public SimDatabase Database { get; }

    public SimOracle Oracle { get; }

    /// <summary>What happens, for people; null while nobody asks.</summary>
    public StringBuilder? Story { get; }

    /// <summary>Those that live.</summary>
    public List<SimProcess> Alive { get; } = [];

    /// <summary>There are no faults, from the beginning.</summary>
    public bool IsCalm => _faults.AreNone;

    /// <summary>Everything has been submitted.</summary>
    public bool IsSubmitted { get; set; }

    /// <exception cref="SimulationException">An invariant is broken.</exception>
    public void Run()
    {
        for (var i = 0; i < Processes; i++) Start();
        Add(null, null, SimClient.Run(this));
        Add(null, null, _faults.Run());
        for (var step = 0; !(IsSubmitted && _faults.AreOver && Database.Jobs.TrueForAll(j => j.Status != SimStatus.Queued) && Database.Rows.Count == 0); step++)
        {
            Step();
            if (step % StepsACheck == 0) Oracle.CheckNames();
            if (Now - Beginning > Limit)
                throw new SimulationException($"after {Limit.TotalHours} hours not ended: {string.Join(", ", Database.Jobs.Where(j => j.Status == SimStatus.Queued))}; rows: {string.Join(", ", Database.Rows)}");
        }
        Oracle.CheckEnd();
    }

    /// <summary>A statement of a process: it may not arrive, and its answer may be lost.</summary>
    public bool Ask<T>(Func<T> statement, out T answer)
    {
        answer = default!;
        if (Database.IsDown || IsUnlucky(3)) return false;
        answer = statement();
        return !IsUnlucky(3);
    }

    /// <summary>One chance in a thousand, while faults last.</summary>
    public bool IsUnlucky(int perMille) => !_faults.AreOver && !_faults.AreNone && Dice.Next(1_000) < perMille;

    /// <summary>How long a handler takes; in some worlds, all is slow.</summary>
    public TimeSpan Work(int milliseconds) => Some(milliseconds) * _slowness;

    public TimeSpan Some(int milliseconds) => TimeSpan.FromMilliseconds(Dice.Next(milliseconds));

    public void Wake(int lane)
    {
        foreach (var actor in _actors)
            if (actor.Lane == lane && actor.WakeAt > Now) actor.WakeAt = Now;
    }

    public void Add(SimProcess? process, int? lane, IEnumerable<TimeSpan> steps) => _actors.Add(new(process, lane, steps) { WakeAt = Now });

    /// <summary>At whatever step it is; another one takes its place.</summary>
    public void Kill(SimProcess process)
    {
        if (process.IsDead) return;
        Story?.AppendLine($"{Now:mm:ss.fff} {process} dies");
        process.IsDead = true;
        Alive.Remove(process);
        foreach (var row in Database.Rows.Where(r => r.Owner == process && !process.HasLeft && r is { Lone: true, Alone: true }))
            foreach (var job in row.Jobs) job.LoneDeaths++;
        process.CutSessions();
        Broker.Forget(process);
        Broker.Disconnect(process, copies: Dice.Next(2) == 0);
        Add(null, null, Restart());
        _actors.RemoveAll(a => a.Process == process);
    }

    private IEnumerable<TimeSpan> Restart()
    {
        yield return Some(8_000);
        while (Database.IsDown || Broker.IsDown) yield return TimeSpan.FromSeconds(1);
        Broker.Declare();
        Start();
    }

    private void Start()
    {
        var process = new SimProcess(_incarnations++, this);
        Alive.Add(process);
        Broker.Subscribe(process);
        Add(process, null, SimRelay.Run(this, process));
        for (var lane = 0; lane < Broker.Lanes; lane++) Add(process, lane, SimLane.Run(this, process, lane));
        Add(process, null, SimLane.Rescue(this, process));
        Add(process, null, SimSweeps.Heartbeat(process));
        Add(process, null, SimSweeps.Workers(this, process));
        Add(process, null, SimSweeps.Messages(this));
        Add(process, null, SimSweeps.Expiry(this));
        Add(process, null, SimSweeps.DeadLetters(this));
    }

    private void Step()
    {
        var next = Next();
        if (next.Due > Now) Now = next.Due;
        var pause = next.Step();
        if (pause is null) _actors.Remove(next);
        else next.WakeAt = pause == Forever ? DateTime.MaxValue : Now + pause.Value;
        Now += TimeSpan.FromTicks(Dice.Next(20_000));
        _faults.BetweenSteps();
    }

    // Any of those that are due; else the one that is next.
    private SimActor Next()
    {
        var due = 0;
        SimActor? chosen = null, first = null;
        var soonest = DateTime.MaxValue;
        foreach (var actor in _actors)
        {
            var at = actor.Due;
            if (first is null || at < soonest) (first, soonest) = (actor, at);
            if (at <= Now && (++due == 1 || Dice.Next(due) == 0)) chosen = actor;
        }
        return chosen ?? first!;
    }
}
