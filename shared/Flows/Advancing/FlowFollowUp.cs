using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Flows;

/// <summary>
/// What is due to flows once a message of their members has ended and is committed: held members are let go, and flows in which nobody is open close here, or
/// their orchestration is woken to close them (<see cref="PipelineOptions.CloseFlowsOnCommit"/>). The orchestration and maintenance make up for what fails here.
/// </summary>
internal sealed class FlowFollowUp(
    PipelineDatabase database, FlowDriver driver, FlowPacer pacer, OutboxSignal signal, PipelineOptions options, TimeProvider time, ILogger<FlowFollowUp> logger)
{
    private const string LookSql = $"""
        select f.id, f.root_id, f.parent_id, {FlowLook.IsOpen}, {FlowLook.Holds}, f.total, f.released, {FlowLook.Ended}, f.max_parallel
        from pipeline.flow f where f.id = any($1) and f.finished_at is null
        """;

    // A message of one job must not cost a look of its own: the next one may wait while so many members are open that they cannot all end meanwhile.
    private static readonly TimeSpan PauseAMember = TimeSpan.FromMicroseconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private Task _latest = Task.CompletedTask;
    private Round? _next;
    private bool _runs;

    /// <summary>Returns once the flows were looked at, and all that were named before. Messages that end side by side share a look, which begins when all of them are committed.</summary>
    /// <param name="flows">Whose members the message named; none to wait for those of before.</param>
    public Task RunAsync(IReadOnlyCollection<Guid> flows)
    {
        lock (_lock)
        {
            if (flows.Count == 0) return _latest;
            var round = _next ??= new();
            round.Flows.UnionWith(flows);
            if (!_runs)
            {
                _runs = true;
                _ = Task.Run(RunRoundsAsync);
            }
            return _latest = round.Ended.Task;
        }
    }

    private async Task RunRoundsAsync()
    {
        while (Next() is { } round)
        {
            var pause = await RunAsync(round);
            round.Ended.SetResult();
            await Task.Delay(pause, time);
        }
    }

    private Round? Next()
    {
        lock (_lock)
        {
            var round = _next;
            _next = null;
            _runs = round is not null;
            return round;
        }
    }

    /// <returns>How long the next round may wait.</returns>
    private async Task<TimeSpan> RunAsync(Round round)
    {
        var toGo = int.MaxValue;
        try
        {
            for (IReadOnlyCollection<Guid> flows = round.Flows; flows.Count > 0;)
            {
                var looks = await LookAsync(flows, CancellationToken.None);
                toGo = Math.Min(toGo, looks.Select(look => look.ToGo).DefaultIfEmpty(0).Min());
                flows = await FollowAsync(looks, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            logger.LogWarning("Flows of a message that ended are left to the sweep: {Error}", e.Message);
        }
        return toGo <= 0 ? TimeSpan.Zero : toGo > LongestPause / PauseAMember ? LongestPause : toGo * PauseAMember;
    }

    /// <returns>The flows around those that closed.</returns>
    private async Task<IReadOnlyCollection<Guid>> FollowAsync(IReadOnlyList<Look> looks, CancellationToken cancellationToken)
    {
        var around = new HashSet<Guid>();
        var awake = new HashSet<Guid>();
        foreach (var look in looks)
            switch (FlowRules.AfterMembers(look.IsOpen, look.HasRoom, options.CloseFlowsOnCommit))
            {
                case FlowDue.Wake:
                    awake.Add(look.Root);
                    break;
                case FlowDue.Release:
                    if (await pacer.ReleaseAsync(look.Id, wait: look.IsIdle, cancellationToken)) signal.Set();
                    break;
                case FlowDue.Move when await driver.MoveAsync(look.Id, cancellationToken):
                    if (look.Parent is { } parent) around.Add(parent);
                    signal.Set();
                    break;
            }
        foreach (var root in awake)
            await WakeAsync(root, cancellationToken);
        return around;
    }

    private async Task WakeAsync(Guid root, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await FlowWake.AddAsync(connection, root, cancellationToken);
        signal.Set();
    }

    private async Task<List<Look>> LookAsync(IReadOnlyCollection<Guid> flows, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(database.Marks.CreateCommand(LookSql), [flows.ToArray()]);
        return await command.ListAsync(row => new Look(
            row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetBoolean(3),
            row.GetBoolean(4) && FlowRules.HasRoom(row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8)),
            IsIdle: row.GetInt32(7) >= row.GetInt32(6),
            FlowRules.ToGo(row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8))), cancellationToken);
    }

    private sealed class Round
    {
        public HashSet<Guid> Flows { get; } = [];

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Look(Guid Id, Guid Root, Guid? Parent, bool IsOpen, bool HasRoom, bool IsIdle, int ToGo);
}
