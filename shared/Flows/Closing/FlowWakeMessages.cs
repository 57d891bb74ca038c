using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Messaging;

namespace Pipeline.Flows;

/// <summary>Reads what the queue of flows delivers.</summary>
public sealed class FlowWakeMessages
{
    private readonly UnreadableMessages _unreadable;
    private readonly DatabaseHold _hold;
    private readonly ILogger<FlowWakeMessages> _logger;

    internal FlowWakeMessages(UnreadableMessages unreadable, DatabaseHold hold, ILogger<FlowWakeMessages> logger) => (_unreadable, _hold, _logger) = (unreadable, hold, logger);

    /// <summary>The outermost flow that a message asks to look at; null for what is no such message: it is kept as a dead letter.</summary>
    public async Task<Guid?> ReadAsync(ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        if (FlowMessage.TryParse(body) is { } message) return message.Flow;
        _logger.LogError("The queue of flows delivered what is no message of ours; kept as a dead letter");
        var letter = UnreadableMessages.NewId();
        await _hold.RunAsync(token => _unreadable.KeepAsync(letter, LaneQueues.Flows, "no message that names a flow", body, token), whatever: true, stopping);
        return null;
    }
}
