using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Telemetry.Tracing;
using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>What a lane's trigger function calls: takes a message through claim, run and outcome. When it returns, the host may ack (late ack).</summary>
public sealed class JobProcessor
{
    // How long a lone job waits for the others of its process to end before it starts beside them, uncounted.
    private static readonly TimeSpan LonePatience = TimeSpan.FromSeconds(30);

    // How long others wait for a lone one, before they leave it to another process.
    private static readonly TimeSpan GatePatience = TimeSpan.FromMinutes(1);

    private readonly LeaseTable _leases;
    private readonly MessageRun _run;
    private readonly RunGate _gate;
    private readonly DatabaseHold _hold;
    private readonly WorkerPresence _worker;
    private readonly UnreadableMessages _unreadable;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobProcessor> _logger;

    internal JobProcessor(
        LeaseTable leases, MessageRun run, RunGate gate, DatabaseHold hold, WorkerPresence worker, UnreadableMessages unreadable,
        PipelineOptions options, TimeProvider time, ILogger<JobProcessor> logger) =>
        (_leases, _run, _gate, _hold, _worker, _unreadable, _options, _time, _logger) = (leases, run, gate, hold, worker, unreadable, options, time, logger);

    /// <summary>The lane of jobs with high priority.</summary>
    public const int UrgentLane = LaneQueues.Urgent;

    /// <summary>Runs the jobs that <paramref name="body"/> refers to, if they are free.</summary>
    /// <param name="lane">The lane that delivered the message, from 0, or <see cref="UrgentLane"/>.</param>
    /// <param name="body">The message; anything that is none of ours is kept as a dead letter.</param>
    /// <param name="stopping">Take nothing new: what has started goes on to its end.</param>
    /// <exception cref="OperationCanceledException">The process stops, and nothing of this message has started.</exception>
    /// <exception cref="TimeoutException">PostgreSQL was away for longer than <see cref="PipelineOptions.HoldLimit"/>.</exception>
    public Task ProcessAsync(int lane, ReadOnlyMemory<byte> body, CancellationToken stopping) => ProcessAsync(lane, body, null, stopping);

    /// <inheritdoc cref="ProcessAsync(int, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="traceParent">The message's header of that name, so that the trace goes on.</param>
    public async Task ProcessAsync(int lane, ReadOnlyMemory<byte> body, string? traceParent, CancellationToken stopping)
    {
        if (!JobMessage.TryParse(body, out var message, out var problem))
        {
            _logger.LogError("Lane {Lane} delivered what is no message of ours ({Problem}); kept as a dead letter", lane, problem);
            await _hold.RunAsync(token => _unreadable.KeepAsync(lane, problem, body, token), whatever: true, stopping);
            return;
        }
        using var span = JobSpans.Process(LaneQueues.Of(_options).Lane(lane), message.Id, traceParent);
        var delivery = new Delivery(_gate, _options, _time, stopping);
        var (turn, alone) = await EnterAsync(message, stopping);
        if (turn is null)
            await _hold.RunAsync(token => _leases.PutBackAsync(message.Id, TimeSpan.FromSeconds(1), token), whatever: true, stopping);
        else
            using (turn)
                await ClaimAndRunAsync(message, lane, alone, delivery, span, stopping);
    }

    private async Task<(IDisposable? Turn, bool Alone)> EnterAsync(JobMessage message, CancellationToken stopping)
    {
        if (message.Lone) return await _gate.EnterAloneAsync(LonePatience, stopping);
        using var patience = new CancellationTokenSource(GatePatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            return (await _gate.EnterAsync(either.Token), false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stopping.IsCancellationRequested && !_gate.IsClosed)
        {
            return (null, false);
        }
    }

    private async Task ClaimAndRunAsync(JobMessage message, int lane, bool alone, Delivery delivery, Activity? span, CancellationToken stopping)
    {
        var token = Guid.NewGuid();
        try
        {
            var lease = await _hold.RunAsync(cancel => ClaimAsync(message.Id, token, lane, alone, cancel), whatever: true, stopping);
            if (lease is null) return; // another copy was quicker, or all is done: the sweeps watch what is left
            delivery.Claimed();
            JobSpans.Claimed(span, lease.Jobs);
            using (_worker.Lanes.Run(lane, lease.PublishedAt))
                await RunAsync(lease, delivery, stopping);
        }
        catch (JobFencedException)
        {
            _logger.LogWarning("Message {MessageId} was given to another worker; this run has no effect", message.Id);
        }
        catch (Exception e)
        {
            JobSpans.Failed(span, e);
            // The lease, if there is one, must not outlive the run: the next heartbeat that reaches the database returns it.
            _worker.GiveUp(token);
            throw;
        }
    }

    private async Task<Lease?> ClaimAsync(Guid message, Guid token, int lane, bool alone, CancellationToken cancellationToken)
    {
        await _worker.EnsureFreshAsync(cancellationToken);
        return await _leases.ClaimAsync(message, token, _worker.Id, lane, alone, cancellationToken);
    }

    private Task RunAsync(Lease claimed, Delivery delivery, CancellationToken stopping)
    {
        Lease? lease = claimed;
        return _hold.RunAsync(
            async token =>
            {
                // After a failure some of the jobs may have their outcome, and the lease may be gone.
                var open = lease ?? await _leases.RefreshAsync(claimed, token) ?? throw new JobFencedException();
                lease = null;
                await _run.RunAsync(open, delivery);
            },
            whatever: false,
            stopping);
    }
}
