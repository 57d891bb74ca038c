using System.Globalization;
using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>
/// A flow by chance, run by workers, drivers and sweeps that take turns by chance, while messages come twice, late or never, processes end between any two
/// transactions, people cancel and time runs out. Then faults end, and so must the flow.
/// </summary>
internal sealed class Simulation
{
    private const int Steps = 160;
    private const int MostProcesses = 5;

    private readonly Random _random;
    private readonly SimOracle _oracle = new();
    private readonly SimDatabase _database;
    private readonly SimWork _work;
    private readonly List<SimMessage> _copies = [];
    private readonly List<SimProcess> _processes = [];
    private readonly List<string>? _trace;
    private readonly int _cancels;
    private readonly int _limits;

    private Simulation(int seed, List<string>? trace)
    {
        (_random, _trace) = (new(seed), trace);
        // Durable alone must close every flow, too.
        _database = new(_oracle) { ClosesOnCommit = _random.Next(2) == 0 };
        _work = new(_database);
        new SimPlan(_random, _database).Start();
        // Most flows are left to themselves.
        _cancels = _random.Next(4) == 0 ? 2 : 0;
        _limits = _random.Next(4) == 0 ? 2 : 0;
    }

    /// <summary>Null: all that must hold held; else what did not, with all steps.</summary>
    public static string? Try(int seed)
    {
        try
        {
            new Simulation(seed, null).Run();
            return null;
        }
        catch (SimulationException)
        {
            return Explain(seed);
        }
    }

    private static string Explain(int seed)
    {
        var trace = new List<string>();
        try
        {
            new Simulation(seed, trace).Run();
        }
        catch (SimulationException e)
        {
            trace.Add(e.Message);
        }
        return string.Create(CultureInfo.InvariantCulture, $"Seed {seed}:\n  {string.Join("\n  ", trace)}");
    }

    private void Run()
    {
        foreach (var flow in _database.Flows)
            Say($"{flow}: {flow.Total} members, up to {flow.MaxParallel} at a time{(flow.FailsFast ? ", fails fast" : "")}, in {flow.Parent}; {flow.Stage} {string.Join(' ', flow.Messages)}");
        for (var step = 0; step < Steps; step++)
            Event();
        Settle();
        _oracle.Over(_database);
    }

    private void Event()
    {
        switch (_random.Next(100))
        {
            case < 55: Advance(); break;
            case < 65: Publish(); break;
            case < 77: Take(); break;
            case < 80: Pick(_database.Messages, m => m is { IsDue: false }, m => m.IsDue = true, "is due"); break;
            case < 84: Wake(lost: _random.Next(4) == 0); break;
            case < 86: Sweep(); break;
            case < 88: Pick(_processes, _ => true, p => p.Kill(), "is killed"); break;
            case < 91: Recover(rash: _random.Next(8) == 0); break;
            case < 93: Pick(_database.Messages, m => m is { IsPublished: true, Token: null }, m => m.IsPublished = false, "is to be published again"); break;
            case < 94: if (_copies.Count > 0) _copies.RemoveAt(_random.Next(_copies.Count)); break;
            case < 95: Pick(_database.Flows, f => _random.Next(100) < _cancels * 20 && !f.IsDone, Cancel, "is cancelled"); break;
            case < 96: Pick(_database.Flows, f => _random.Next(100) < _limits * 20, f => f.TimeIsOver = true, "is out of time"); break;
            case < 97: Pick(_database.Messages, _ => _limits > 0, OutOfTime, "has members out of time"); break;
            default: Deploy(); break;
        }
    }

    private void Settle()
    {
        Say("faults end");
        Deploy();
        for (int still = 0, last = -1; _database.Flows.Exists(f => !f.IsDone) && still < 12;)
        {
            while (_processes.Count > 0) Advance();
            foreach (var message in _database.Messages.ToList())
            {
                message.IsDue = true;
                if (message.Token is { IsAlive: false }) _database.Split(message);
                else message.IsPublished = false;
            }
            while (_database.Messages.Exists(m => m is { IsHeld: false, IsPublished: false })) Publish();
            while (_copies.Count > 0) { Take(); while (_processes.Count > 0) Advance(); }
            while (_database.Wakes.Count > 0) Wake(lost: false);
            while (_processes.Count > 0) Advance();
            Sweep();
            still = _database.Progress == last ? still + 1 : 0;
            last = _database.Progress;
            if (still == 4) SimOracle.Stalls(_database);
            // Only a member that nobody has the code for needs the time limit to end.
            if (still == 4 && Waits()) { Say("time runs out"); _database.Flows.ForEach(f => f.TimeIsOver = true); }
            if (still == 8 && Waits()) { Say("time of error callbacks runs out"); _database.Flows.ForEach(f => f.ErrorTimeIsOver = true); }
        }
    }

    private bool Waits() => _database.Messages.Exists(m => m.Jobs.Exists(j => j.IsUnknown));

    private void Advance() => Pick(_processes, _ => true, p =>
    {
        if (!p.Step()) _processes.Remove(p);
        else Say($"{p} {p.LastStep}");
    }, null);

    private void Publish() => Pick(_database.Messages, m => m is { IsHeld: false, IsDue: true, IsPublished: false, IsGone: false }, m =>
    {
        m.IsPublished = true;
        _copies.Add(m);
        if (_random.Next(10) == 0) _copies.Add(m);
    }, "is published");

    private void Take()
    {
        if (_processes.Count >= MostProcesses || _copies.Count == 0) return;
        var at = _random.Next(_copies.Count);
        var message = _copies[at];
        // Sometimes the broker delivers it again.
        if (_random.Next(12) != 0) _copies.RemoveAt(at);
        _processes.Add(SimProcess.Of($"worker of {message}", worker => _work.Deliver(message, worker)));
    }

    private void Wake(bool lost) => Pick(_database.Wakes, _ => true, root =>
    {
        _database.Wakes.Remove(root);
        if (!lost) Drive(root, "orchestration");
    }, lost ? "loses its wake" : "is woken");

    private void Sweep()
    {
        foreach (var root in _database.Flows.Where(f => f.IsDue).Select(f => f.Root).Distinct().ToList())
            Drive(root, "sweep");
    }

    private void Drive(SimFlow root, string name) => _processes.Add(SimProcess.Of(name, _ => _work.Drive(root)));

    private void Recover(bool rash) => Pick(_database.Messages, m => m.Token is { } worker && (rash || !worker.IsAlive), _database.Split, "has lost its worker");

    private void Cancel(SimFlow flow)
    {
        _database.StopTree(flow, self: true, FlowStop.Cancelled);
        _database.Wakes.Add(flow.Root);
        SimOracle.Cancelled(flow);
    }

    private void OutOfTime(SimMessage message)
    {
        message.Jobs.ForEach(j => j.TimeIsOver = j.IsMember);
        if (_random.Next(2) == 0) _database.Expire(message);
    }

    private void Deploy() => _database.Flows.ForEach(f =>
    {
        foreach (var job in f.Members.Append(f.Body).Append(f.OnError).OfType<SimJob>())
            job.IsNew = false;
    });

    private void Pick<T>(List<T> from, Func<T, bool> which, Action<T> work, string? what)
    {
        var some = from.Where(which).ToList();
        if (some.Count == 0) return;
        var one = some[_random.Next(some.Count)];
        if (what is not null) Say($"{one} {what}");
        work(one);
        _processes.RemoveAll(p => !p.IsAlive);
    }

    private void Say(string line) => _trace?.Add(line);
}
