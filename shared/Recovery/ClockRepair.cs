using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Recovery;

/// <summary>
/// After the database's clock was set back, what had been due would wait until the clock comes to it again: a message whose due time was set later than now begins its
/// delay anew. Other times that lie ahead are read as what they are wherever they are compared.
/// </summary>
internal sealed class ClockRepair(PipelineDatabase database, OutboxSignal signal, ILogger<ClockRepair> logger)
{
    private const int Limit = 1_000;

    // Transactions begin before they insert, and may be long; none begins in the future. What waits for its flow is due at infinity.
    private const string Sql = """
        update pipeline.outbox set due_at = case when due_at < 'infinity' then now() + (due_at - scheduled_at) else due_at end, scheduled_at = now()
        where id = any(array(
            select id from pipeline.outbox
            where published_at is null and due_at > '-infinity' and scheduled_at > now() + interval '10 seconds' order by scheduled_at desc limit $1 for update skip locked))
        """;

    /// <returns>How many messages it made due.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            await using var command = database.Command(Sql, Limit);
            var moved = await command.ExecuteNonQueryAsync(cancellationToken);
            total += moved;
            if (moved == Limit) continue;
            if (total == 0) return 0;
            signal.Set();
            logger.LogWarning("The database's clock was set back: {Count} messages that would have waited for it are due by the clock as it is now", total);
            return total;
        }
    }
}
