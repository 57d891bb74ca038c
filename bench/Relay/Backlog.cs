using System.Text;
using Npgsql;

namespace Pipeline.Bench.Relay;

/// <summary>What lies in the outbox.</summary>
internal sealed class Backlog(NpgsqlDataSource source)
{
    // As the relay writes them; a message says nothing but which jobs.
    private const string MessagesSql = """
        select id::text, '{"v":1,"id":"' || id || '","jobs":["' || array_to_string(jobs, '","') || '"]}' from pipeline.outbox where published_at is null order by id
        """;

    private const string FinishedSql = "select count(*) from pipeline.job where status <> 'queued'";

    /// <summary>The messages that the relay will send.</summary>
    public async Task<IReadOnlyList<BareMessage>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(MessagesSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<BareMessage>();
        while (await reader.ReadAsync(cancellationToken))
            messages.Add(new(reader.GetString(0), Encoding.UTF8.GetBytes(reader.GetString(1))));
        return messages;
    }

    /// <summary>How many jobs have an outcome.</summary>
    public async Task<long> FinishedAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(FinishedSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Forgets messages and jobs that nobody is to run.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("truncate pipeline.outbox; delete from pipeline.job where status = 'queued'");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
