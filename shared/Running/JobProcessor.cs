using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
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
            var letter = UnreadableMessages.NewId();
            await _hold.RunAsync(token => _unreadable.KeepAsync(letter, lane, problem, body, token), whatever: true, stopping);
            return;
        }
        using var span = JobSpans.Process(LaneQueues.Of(_options).Lane(lane), message.Id, traceParent);
        using var delivered = _worker.Lanes.Deliver(lane);
        try
        {
            await ProcessAsync(message, new(lane, new(_gate, _options, _time, stopping), span, stopping));
        }
        catch (Exception e)
        {
            JobSpans.Failed(span, e);
            throw;
        }
    }

    // At once where nothing is in the way. Whoever has to wait, or to keep others waiting, is asked for what its row says: anybody can write a message.
    private async Task ProcessAsync(JobMessage message, Arrival arrival)
    {
        if (!message.Lone && _gate.TryEnter() is { } free)
            using (free)
                if (await ClaimAndRunAsync(message.Id, arrival, isolated: false, alone: false)) return;
        if (await _hold.RunAsync(token => _leases.FreeAsync(message.Id, token), whatever: true, arrival.Stopping) is not { } isolated) return;
        var (turn, alone) = isolated ? await _gate.EnterAloneAsync(LonePatience, arrival.Stopping) : (await EnterAsync(arrival.Stopping), false);
        if (turn is null)
            await _hold.RunAsync(token => _leases.PutBackAsync(message.Id, TimeSpan.FromSeconds(1), token), whatever: true, arrival.Stopping);
        else
            using (turn)
                await ClaimAndRunAsync(message.Id, arrival, isolated, alone);
    }

    private async Task<IDisposable?> EnterAsync(CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(GatePatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            return await _gate.EnterAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stopping.IsCancellationRequested && !_gate.IsClosed)
        {
            return null;
        }
    }

    /// <returns>Whether the message was this process's to run: another copy may have been quicker, or all is done.</returns>
    private async Task<bool> ClaimAndRunAsync(Guid message, Arrival arrival, bool isolated, bool alone)
    {
        var token = Guid.NewGuid();
        // Whatever becomes of the claim, a lease that is there when this ends is not held any more: the next heartbeat gives it back.
        using var held = _worker.Hold(token);
        try
        {
            var lease = await _hold.RunAsync(cancel => ClaimAsync(message, token, arrival.Lane, isolated, alone, cancel), whatever: true, arrival.Stopping);
            if (lease is null) return false;
            arrival.Delivery.Claimed();
            JobSpans.Claimed(arrival.Span, lease.Jobs);
            using (_worker.Lanes.Run(arrival.Lane, lease.PublishedAt))
                await RunAsync(lease, arrival.Delivery, arrival.Stopping);
        }
        catch (JobFencedException)
        {
            _logger.LogWarning("Message {MessageId} was given to another worker, or its jobs were; what this run did has no effect", message);
            await GiveBackAsync(message, token);
        }
        return true;
    }

    // The row may be this worker's all the same, as when a commit was in doubt; or nobody's, on a server that took over without the claim: its message is in our hands.
    private async Task GiveBackAsync(Guid message, Guid token)
    {
        try
        {
            await _leases.ReleaseAsync(message, token, TimeSpan.Zero, CancellationToken.None);
            await _leases.PutBackAsync(message, TimeSpan.Zero, CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            _logger.LogWarning("Message {MessageId} is given back with the next heartbeat: {Error}", message, e.Message);
        }
    }

    private async Task<Lease?> ClaimAsync(Guid message, Guid token, int lane, bool isolated, bool alone, CancellationToken cancellationToken)
    {
        await _worker.EnsureFreshAsync(cancellationToken);
        return await _leases.ClaimAsync(message, token, _worker.Id, lane, isolated, alone, cancellationToken);
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

    private sealed record Arrival(int Lane, Delivery Delivery, Activity? Span, CancellationToken Stopping);
}
