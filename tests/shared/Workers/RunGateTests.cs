using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Workers;

public sealed class RunGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task While_a_lone_one_is_inside_nobody_starts()
    {
        using var gate = new RunGate(TimeProvider.System);
        var (lone, alone) = await gate.EnterAloneAsync(Long, default);
        alone.ShouldBeTrue();
        var next = gate.EnterAsync(default);
        var nextLone = gate.EnterAloneAsync(Long, default);
        next.IsCompleted.ShouldBeFalse();
        nextLone.IsCompleted.ShouldBeFalse();

        lone.Dispose();
        // Which of the two comes first is open, and neither waits for this method.
        await Task.WhenAll(next.ContinueWith(t => t.Result.Dispose()), nextLone.ContinueWith(t => t.Result.Turn.Dispose())).EndsAsync(Long);
    }

    [Fact]
    public async Task A_lone_one_waits_for_those_inside()
    {
        using var gate = new RunGate(TimeProvider.System);
        var first = await gate.EnterAsync(default);
        var lone = gate.EnterAloneAsync(Long, default);
        lone.IsCompleted.ShouldBeFalse();
        first.Dispose();
        first.Dispose();
        (await lone).Alone.ShouldBeTrue();
    }

    [Fact]
    public async Task Past_its_patience_it_starts_beside_them_and_is_not_alone()
    {
        using var gate = new RunGate(TimeProvider.System);
        using var first = await gate.EnterAsync(default);
        var (turn, alone) = await gate.EnterAloneAsync(TimeSpan.FromMilliseconds(1), default);
        alone.ShouldBeFalse();
        turn.Dispose();
        (await gate.EnterAsync(default)).Dispose();
    }

    [Fact]
    public async Task A_lone_one_that_gives_up_waiting_lets_the_others_go_on()
    {
        using var gate = new RunGate(TimeProvider.System);
        using var first = await gate.EnterAsync(default);
        using var cancel = new CancellationTokenSource();
        var lone = gate.EnterAloneAsync(Long, cancel.Token);
        var next = gate.EnterAsync(default);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => lone);
        (await next).Dispose();
    }

    [Fact]
    public async Task What_stays_longer_than_its_turn_is_still_inside()
    {
        using var gate = new RunGate(TimeProvider.System);
        var turn = await gate.EnterAsync(default);
        var stay = gate.Stay();
        turn.Dispose();
        var (lone, alone) = await gate.EnterAloneAsync(TimeSpan.FromMilliseconds(1), default);
        alone.ShouldBeFalse();
        lone.Dispose();
        stay.Dispose();
        (await gate.EnterAloneAsync(Long, default)).Alone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_closed_gate_lets_nobody_in_and_tells_when_it_is_empty()
    {
        using var gate = new RunGate(TimeProvider.System);
        var first = await gate.EnterAsync(default);
        gate.Close();
        await Should.ThrowAsync<OperationCanceledException>(() => gate.EnterAsync(default));
        await Should.ThrowAsync<OperationCanceledException>(() => gate.EnterAloneAsync(TimeSpan.Zero, default));
        (await gate.EmptiedAsync(TimeSpan.FromMilliseconds(1))).ShouldBeFalse();
        first.Dispose();
        (await gate.EmptiedAsync(Long)).ShouldBeTrue();
    }

    [Fact]
    public async Task In_any_order_of_entering_and_leaving_a_lone_one_is_alone_and_nobody_is_left_waiting()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var gate = new RunGate(TimeProvider.System);
        var (inside, loneInside) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => (Lone: random.Next(5) == 0, Yields: random.Next(20))).Select(async visit =>
        {
            await Task.Yield();
            var (turn, alone) = visit.Lone ? await gate.EnterAloneAsync(Long, default) : (await gate.EnterAsync(default), false);
            if (visit.Lone) { Interlocked.Increment(ref loneInside); (alone && inside == 0).ShouldBeTrue($"seed {seed}"); }
            else { Interlocked.Increment(ref inside); loneInside.ShouldBe(0, $"seed {seed}"); }
            for (var i = 0; i < visit.Yields; i++) await Task.Yield();
            if (visit.Lone) Interlocked.Decrement(ref loneInside); else Interlocked.Decrement(ref inside);
            turn.Dispose();
        })).EndsAsync(Long);
    }
}
