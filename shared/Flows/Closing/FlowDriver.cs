using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Flows;

/// <summary>
/// Takes a flow with all that lies in it as far as it goes now: ends what is to be ended, and makes every move that can be made. Orchestrations and
/// sweeps call it; whoever comes second finds nothing to do.
/// </summary>
public sealed class FlowDriver
{
    // One call's share: an activity or a sweep's turn stays short, whatever the size of the flow.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private const int Page = 100;

    // Passes of so many flows are remembered; one that is not starts again.
    private const int MaxUnfinished = 10_000;

    private const string DueSql = $"""
        select f.id, f.stage::text, f.stopping::text, {FlowLook.IsOverdue}, f.depth
        from pipeline.flow f where f.root_id = $1 and f.finished_at is null and {FlowLook.IsDue}
          and (f.depth < $3 or (f.depth = $3 and f.id > $4))
        order by f.depth desc, f.id limit $2
        """;

    private const string StateSql = $"""
        select root.stage::text, root.result::text, root.stopping::text,
               $2 or ($3 and exists (select from pipeline.flow f where f.root_id = root.id and f.finished_at is null and {FlowLook.IsDue})),
               (select min(l.at) - now() from (select {FlowLook.LimitAt} as at from pipeline.flow f where f.root_id = root.id and f.finished_at is null) l where l.at > now())
        from pipeline.flow root where root.id = $1 and root.parent_id is null
        """;

    private const string MayOrchestrateSql = "select accepted_at + $2 <= now() from pipeline.flow where id = $1";

    private readonly PipelineDatabase _database;
    private readonly FlowCloser _closer;
    private readonly FlowStopper _stopper;
    private readonly FlowPacer _pacer;
    private readonly OutboxSignal _signal;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FlowDriver> _logger;
    private readonly ConcurrentDictionary<Guid, Place> _unfinished = [];

    internal FlowDriver(
        PipelineDatabase database, FlowCloser closer, FlowStopper stopper, FlowPacer pacer, OutboxSignal signal, PipelineOptions options, TimeProvider time,
        ILogger<FlowDriver> logger) =>
        (_database, _closer, _stopper, _pacer, _signal, _options, _time, _logger) = (database, closer, stopper, pacer, signal, options, time, logger);

    /// <summary>Drives the flow with this id, an outermost one. Works for up to some 20 seconds.</summary>
    /// <returns>Where it is then; null where there is no such flow.</returns>
    public async Task<FlowState?> DriveAsync(Guid root, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        // A nested flow may stay due whatever is done: each pass goes on behind the last one, and where it was cut off the next call does.
        var behind = _unfinished.TryRemove(root, out var cutOff) ? cutOff : Place.First;
        var more = true;
        while (more && InTime())
        {
            more = false;
            for (var due = await DueAsync(root, behind, cancellationToken); due.Count > 0; due = await DueAsync(root, behind, cancellationToken))
            {
                foreach (var flow in due.TakeWhile(_ => InTime()))
                {
                    more |= await WorkAsync(flow, started, cancellationToken);
                    behind = new(flow.Depth, flow.Id);
                }
                if (due.Count < Page || !InTime()) break;
            }
            if (InTime()) behind = Place.First;
        }
        if (behind != Place.First)
        {
            more = true;
            if (_unfinished.Count < MaxUnfinished) _unfinished[root] = behind;
        }
        _signal.Set();
        return await StateAsync(root, more, findsDue: false, cancellationToken);

        bool InTime() => _time.GetElapsedTime(started) < Longest;
    }

    /// <summary>Reads where an outermost flow is, and changes nothing.</summary>
    /// <returns>Null where there is no such flow.</returns>
    public Task<FlowState?> FindAsync(Guid root, CancellationToken cancellationToken) => StateAsync(root, more: false, findsDue: true, cancellationToken);

    /// <summary>Whether the flow is old enough for an orchestration: <see cref="PipelineOptions.OrchestrateAfter"/>.</summary>
    public async Task<bool> MayOrchestrateAsync(Guid root, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(MayOrchestrateSql, root, _options.OrchestrateAfter);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Makes every move of a flow and of those around it that can be made now.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> MoveAsync(Guid flow, CancellationToken cancellationToken)
    {
        var moved = false;
        while (await _closer.MoveAsync(flow, cancellationToken) is var (record, move))
        {
            moved = true;
            if (move.To == FlowStage.Done)
                _logger.LogInformation("Flow {FlowId} has ended: {Result}", flow, FlowNames.Of(move.Result!.Value));
        }
        return moved;
    }

    /// <returns>Whether something was done, so that there may be more to do.</returns>
    private async Task<bool> WorkAsync(DueFlow due, long started, CancellationToken cancellationToken)
    {
        // What it has become by that is looked at anew.
        if (due.Overdue && FlowRules.AtLimit(due.Stage, due.Stopping) is { } stop && await _stopper.StopAsync(due.Id, due.Stage, due.Stopping, stop, cancellationToken)) return true;
        var (ends, running) = FlowRules.Ends(due.Stage, due.Stopping);
        var any = false;
        if (ends)
        {
            await _stopper.PropagateAsync(due.Id, due.Stopping!.Value, cancellationToken);
            int ended;
            do
            {
                ended = await _stopper.EndAsync(due.Id, due.Stage, running, Why(due.Stopping.Value), cancellationToken);
                any |= ended > 0;
            }
            while (ended == FlowStopper.Batch && _time.GetElapsedTime(started) < Longest);
        }
        else if (due.Stopping is null && due.Stage == FlowStage.Members)
            any |= await _pacer.ReleaseAsync(due.Id, wait: true, cancellationToken);
        return await MoveAsync(due.Id, cancellationToken) || any;
    }

    private static string Why(FlowStop stopping) => stopping switch
    {
        FlowStop.Failed => "Another member of the flow failed.",
        FlowStop.Halted => "The flow around its own failed.",
        FlowStop.Cancelled => "The flow was cancelled.",
        _ => "The flow's time limit was over.",
    };

    private async Task<List<DueFlow>> DueAsync(Guid root, Place behind, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(DueSql, root, Page, behind.Depth, behind.Id);
        return await command.ListAsync(row => new DueFlow(
            row.GetGuid(0), FlowNames.Stage(row.GetString(1)), row.IsDBNull(2) ? null : FlowNames.Stop(row.GetString(2)), row.GetBoolean(3),
            row.GetInt16(4)), cancellationToken);
    }

    private async Task<FlowState?> StateAsync(Guid root, bool more, bool findsDue, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(StateSql, root, more, findsDue);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var stage = FlowNames.Stage(reader.GetString(0));
        return new(
            stage, reader.IsDBNull(1) ? null : FlowNames.Result(reader.GetString(1)),
            FlowRules.Ends(stage, reader.IsDBNull(2) ? null : FlowNames.Stop(reader.GetString(2))).Any, reader.GetBoolean(3),
            reader.IsDBNull(4) ? null : reader.GetDuration(4));
    }

    private sealed record DueFlow(Guid Id, FlowStage Stage, FlowStop? Stopping, bool Overdue, short Depth);

    // In the order of a pass: the innermost first.
    private readonly record struct Place(short Depth, Guid Id)
    {
        public static readonly Place First = new(short.MaxValue, Guid.Empty);
    }
}
