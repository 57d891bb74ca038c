using Microsoft.Extensions.Logging;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>What a lane's trigger function calls: takes a message through claim, run and outcome. When it returns, the host may ack (late ack).</summary>
public sealed class JobProcessor
{
    // How long a lone job waits for the others of its process to end before it starts beside them, uncounted.
    private static readonly TimeSpan LonePatience = TimeSpan.FromSeconds(30);

    private readonly LeaseTable _leases;
    private readonly MessageRun _run;
    private readonly RunGate _gate;
    private readonly DatabaseHold _hold;
    private readonly WorkerPresence _worker;
    private readonly UnreadableMessages _unreadable;
    private readonly ILogger<JobProcessor> _logger;

    internal JobProcessor(
        LeaseTable leases, MessageRun run, RunGate gate, DatabaseHold hold, WorkerPresence worker, UnreadableMessages unreadable, ILogger<JobProcessor> logger) =>
        (_leases, _run, _gate, _hold, _worker, _unreadable, _logger) = (leases, run, gate, hold, worker, unreadable, logger);

    /// <summary>Runs the jobs that <paramref name="body"/> refers to, if they are free.</summary>
    /// <param name="lane">The lane that delivered the message, from 0.</param>
    /// <param name="body">The message; anything that is none of ours is kept as a dead letter.</param>
    /// <param name="stopping">Take nothing new: what has started goes on to its end.</param>
    /// <exception cref="OperationCanceledException">The process stops, and nothing of this message has started.</exception>
    /// <exception cref="TimeoutException">PostgreSQL was away for longer than <see cref="PipelineOptions.HoldLimit"/>.</exception>
    public async Task ProcessAsync(int lane, ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        if (!JobMessage.TryParse(body, out var message, out var problem))
        {
            _logger.LogError("Lane {Lane} delivered what is no message of ours ({Problem}); kept as a dead letter", lane, problem);
            await _hold.RunAsync(token => _unreadable.KeepAsync(lane, problem, body, token), stopping);
            return;
        }
        var (turn, alone) = message.Lone ? await _gate.EnterAloneAsync(LonePatience, stopping) : (await _gate.EnterAsync(stopping), false);
        using (turn)
        {
            var lease = await _hold.RunAsync(token => ClaimAsync(message, lane, alone, token), stopping);
            if (lease is null) return; // another copy was quicker, or all is done: the sweeps watch what is left
            using (_worker.Lanes.Run(lane, lease.PublishedAt))
                await RunAsync(lease, stopping);
        }
    }

    private async Task<Lease?> ClaimAsync(JobMessage message, int lane, bool alone, CancellationToken cancellationToken)
    {
        await _worker.EnsureFreshAsync(cancellationToken);
        return await _leases.ClaimAsync(message.Id, _worker.Id, lane, alone, cancellationToken);
    }

    private async Task RunAsync(Lease claimed, CancellationToken stopping)
    {
        Lease? lease = claimed;
        try
        {
            await _hold.RunAsync(
                async token =>
                {
                    // After a failure some of the jobs may have their outcome, and the lease may be gone.
                    var open = lease ?? await _leases.RefreshAsync(claimed, token) ?? throw new JobFencedException();
                    lease = null;
                    await _run.RunAsync(open, token);
                },
                stopping);
        }
        catch (JobFencedException)
        {
            _logger.LogWarning("Message {MessageId} was given to another worker; this run has no effect", claimed.MessageId);
        }
        catch
        {
            // The lease must not outlive the run: the next heartbeat that reaches the database returns it.
            _worker.GiveUp(claimed.Token);
            throw;
        }
    }
}
