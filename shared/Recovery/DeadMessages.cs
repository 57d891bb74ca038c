using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Messaging;
using Pipeline.Running;

namespace Pipeline.Recovery;

/// <summary>
/// Takes what the host gave up on out of the dead-letter queue: a message of ours goes back to the outbox, as its jobs are not to blame; anything else is kept
/// as a dead letter.
/// </summary>
public sealed class DeadMessages
{
    // The host rejects a message after five failures in a row, as when the database was away for long: a pause keeps it from coming straight back.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly LeaseTable _leases;
    private readonly UnreadableMessages _unreadable;
    private readonly DatabaseHold _hold;
    private readonly ILogger<DeadMessages> _logger;

    internal DeadMessages(LeaseTable leases, UnreadableMessages unreadable, DatabaseHold hold, ILogger<DeadMessages> logger) =>
        (_leases, _unreadable, _hold, _logger) = (leases, unreadable, hold, logger);

    /// <param name="body">The message.</param>
    /// <param name="stopping">The process stops.</param>
    public async Task ProcessAsync(ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        if (JobMessage.TryParse(body, out var message, out var problem))
        {
            _logger.LogWarning("The host gave up on message {MessageId}; its jobs go back to the outbox", message.Id);
            await _hold.RunAsync(token => _leases.PutBackAsync(message.Id, Pause, token), whatever: true, stopping);
        }
        else if (FlowMessage.TryParse(body) is { } wake)
            _logger.LogWarning("The host gave up on waking flow {FlowId}; the sweep takes it on", wake.Flow);
        else
        {
            _logger.LogError("The dead-letter queue holds what is no message of ours ({Problem}); kept as a dead letter", problem);
            var letter = UnreadableMessages.NewId();
            await _hold.RunAsync(token => _unreadable.KeepAsync(letter, null, problem, body, token), whatever: true, stopping);
        }
    }
}
