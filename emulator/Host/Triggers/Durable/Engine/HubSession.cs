using System.Data.Common;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>
/// The time during which this process runs the orchestrations of a hub: turn after turn, many at once, and the activities and timers that
/// they ask for. All that counts is in the database; what is in memory only says where to look.
/// </summary>
internal sealed partial class HubSession(
    long token, Inbox inbox, ActivityRunner activities, TimerQueue timers, TurnReader reader, TurnWriter writer, TurnPlayer player,
    HostJson host, ILogger logger, TimeProvider time)
{
    private const int MaxTurns = 50;
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    /// <param name="stopping">Take nothing new, finish what runs.</param>
    /// <param name="lost">Another process has the hub, or the time to finish is over.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken lost)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost);
        var turns = PlayTurnsAsync(lost);
        var polling = PollAsync(halt.Token);
        var running = activities.RunAsync(halt.Token);
        await Task.WhenAny(turns, running);
        // Only a fault of the turns ends them before that.
        await halt.CancelAsync();
        await running.WaitAsync(lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        inbox.Close();
        await turns;
    }

    private async Task PlayTurnsAsync(CancellationToken lost)
    {
        await FindPendingAsync(lost);
        while (await inbox.WaitAsync(lost))
        {
            var batch = inbox.Take(MaxTurns);
            try
            {
                if (!await PlayAsync(batch, lost)) return;
            }
            catch (DbException e) when (!lost.IsCancellationRequested)
            {
                WriteNotWritten(logger, e.Message);
                foreach (var (execution, arrived) in batch) inbox.Add(execution, arrived);
                await Task.Delay(AfterError, time, lost);
                await FindPendingAsync(lost);
            }
        }
    }

    /// <summary>False if another process has the hub.</summary>
    private async Task<bool> PlayAsync(Dictionary<Guid, List<HistoryEvent>> batch, CancellationToken lost)
    {
        var states = await reader.ReadAsync([.. batch.Keys], lost);
        var playing = states.Values.Select(state => Task.Run(() => player.PlayAsync(state, batch[state.ExecutionId], inbox), lost));
        var played = (await Task.WhenAll(playing)).OfType<PlayedTurn>().ToList();
        var turns = played.Where(turn => !turn.IsBrokenOff).ToList();
        var standing = turns.Count == 0 ? [] : await writer.CommitAsync(token, turns, lost);
        if (standing is null) return false;
        foreach (var turn in turns.Where(turn => standing.Contains(turn.State.ExecutionId))) Begin(turn);
        var again = played.Where(turn => turn.IsBrokenOff).Select(turn => turn.State.ExecutionId).ToHashSet();
        foreach (var (execution, arrived) in batch.Where(entry => !again.Contains(entry.Key)))
            foreach (var result in arrived) activities.Forget(execution, result.TaskOf);
        if (again.Count > 0) await Task.Delay(AfterError, time, lost);
        foreach (var execution in again) inbox.Add(execution, batch[execution]);
        return true;
    }

    private void Begin(PlayedTurn turn)
    {
        if (turn.Outcome is not { HasEnded: false } outcome) return;
        foreach (var asked in outcome.Events) Begin(turn.State.ExecutionId, asked);
    }

    private void Begin(Guid execution, HistoryEvent asked)
    {
        if (asked is HistoryEvent.TaskScheduled task) activities.Add(execution, task);
        if (asked is HistoryEvent.TimerCreated timer) timers.Add(execution, timer);
    }

    private async Task FindPendingAsync(CancellationToken lost)
    {
        while (true)
        {
            try
            {
                foreach (var (execution, task) in await reader.PendingTasksAsync(lost)) Begin(execution, task);
                foreach (var execution in await reader.WithMessagesAsync(lost)) inbox.Nudge(execution);
                return;
            }
            catch (DbException e) when (!lost.IsCancellationRequested)
            {
                WriteNotWritten(logger, e.Message);
                await Task.Delay(AfterError, time, lost);
            }
        }
    }

    private async Task PollAsync(CancellationToken halt)
    {
        while (true)
        {
            await Task.Delay(host.DurableTask.MaxQueuePollingInterval, time, halt);
            try
            {
                foreach (var execution in await reader.WithMessagesAsync(halt)) inbox.Nudge(execution);
            }
            catch (DbException e) when (!halt.IsCancellationRequested)
            {
                WriteNotWritten(logger, e.Message);
            }
        }
    }

    [LoggerMessage(72, LogLevel.Warning, "The orchestrations' database did not answer; trying again: {Reason}")]
    private static partial void WriteNotWritten(ILogger logger, string reason);
}
