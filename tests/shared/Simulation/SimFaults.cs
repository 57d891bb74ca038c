namespace Pipeline.Tests.Simulation;

/// <summary>What goes wrong, for a minute or two; then nothing does. One seed in eight is calm from the beginning.</summary>
internal sealed class SimFaults
{
    private readonly SimWorld _world;
    private readonly int _killsPerMillion;
    private readonly int _rounds;

    public SimFaults(SimWorld world)
    {
        _world = world;
        AreNone = world.Dice.Next(8) == 0;
        _killsPerMillion = world.Dice.Next(3) switch { 0 => 0, 1 => 2_000, _ => 10_000 };
        _rounds = AreNone ? 0 : world.Dice.Next(1, 8);
    }

    public bool AreNone { get; }

    public bool AreOver { get; private set; }

    /// <summary>A process may die between any two steps.</summary>
    public void BetweenSteps()
    {
        if (!AreNone && !AreOver && _world.Alive.Count > 0 && _world.Dice.Next(1_000_000) < _killsPerMillion) _world.Kill(Any());
    }

    public IEnumerable<TimeSpan> Run()
    {
        for (var round = 0; round < _rounds; round++)
        {
            yield return _world.Some(15_000);
            foreach (var pause in Strike()) yield return pause;
        }
        AreOver = true;
        _world.Story?.AppendLine($"{_world.Now:mm:ss.fff} no more faults");
    }

    private SimProcess Any() => _world.Alive[_world.Dice.Next(_world.Alive.Count)];

    private IEnumerable<TimeSpan> Strike()
    {
        var (broker, database, dice) = (_world.Broker, _world.Database, _world.Dice);
        var kind = dice.Next(10);
        _world.Story?.AppendLine($"{_world.Now:mm:ss.fff} fault {kind}");
        switch (kind)
        {
            case 0 or 1 when _world.Alive.Count > 0: // frozen; the broker gives up on it before it wakes, or not
                var frozen = Any();
                var length = _world.Some(40_000);
                frozen.FrozenUntil = _world.Now + length;
                yield return length / 2;
                if (length > TimeSpan.FromSeconds(20)) broker.Disconnect(frozen, copies: false);
                yield return length / 2;
                break;
            case 2 when _world.Alive.Count > 0: // told to end
                var stopped = Any();
                _world.Add(stopped, null, SimSweeps.Stop(_world, stopped));
                break;
            case 3: // the broker is away; what was under way runs on beside its second delivery
                broker.IsDown = true;
                broker.Disconnect(null, copies: false);
                yield return _world.Some(15_000);
                broker.IsDown = false;
                for (var lane = 0; lane < broker.Lanes; lane++) _world.Wake(lane);
                break;
            case 4: // connections are cut
                broker.Disconnect(null, copies: false);
                break;
            case 5:
                broker.Purge(dice.Next(broker.Lanes));
                break;
            case 6:
                broker.Delete(dice.Next(broker.Lanes));
                break;
            case 7:
                broker.Double(dice);
                break;
            case 8: // the database is away, mostly for less than a message is held
                database.IsDown = true;
                CutSessions();
                yield return _world.Some(dice.Next(5) == 0 ? 200_000 : 10_000);
                database.IsDown = false;
                break;
            default:
                CutSessions();
                break;
        }
    }

    private void CutSessions()
    {
        foreach (var process in _world.Alive) process.CutSessions();
    }
}
