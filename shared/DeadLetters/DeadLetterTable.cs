using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.DeadLetters;

/// <summary>Shows dead letters, and lets them be forgotten.</summary>
public sealed class DeadLetterTable(PipelineDatabase database)
{
    internal const string FilterSql = """
        ($1 is null or d.id = any($1) or d.job_id = any($1)) and ($2 is null or d.type = $2) and (not $3 or d.job_id is null) and ($4 is null or d.reason = $4)
        """;

    /// <summary>
    /// The dead letter was there at $5. What comes while letters are replayed is not meant, or a job that dies again would be replayed for ever; a letter that is dated
    /// ahead is from before the clock was set back.
    /// </summary>
    internal const string WasThere = "(d.received_at <= $5 or d.received_at > clock_timestamp() + interval '1 minute')";

    private const int Batch = 1_000;

    private const string GroupsSql = """
        select type, reason, count(*), min(received_at), max(received_at) from pipeline.dead_letter group by type, reason order by max(received_at) desc, 1, 2 limit $1
        """;

    private const string ListSql = $"""
        select d.id, d.job_id, d.type, d.version, d.reason, j.error, j.attempt, j.flow_id, d.lane, d.body_length, d.received_at
        from pipeline.dead_letter d left join pipeline.job j on j.id = d.job_id
        where {FilterSql} and ($5 is null or d.id < $5) order by d.id desc limit $6
        """;

    private const string DiscardSql = $"""
        delete from pipeline.dead_letter where id = any(array(
            select d.id from pipeline.dead_letter d where {FilterSql} and {WasThere} limit $6 for update skip locked))
        """;

    private const string BodySql = "select body from pipeline.dead_letter where id = $1 and body is not null";

    /// <summary>Dead letters by what they are and what they died of; those that grew last come first.</summary>
    public async Task<IReadOnlyList<DeadLetterGroup>> GroupsAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(GroupsSql, limit);
        return await command.ListAsync(row => new DeadLetterGroup(
            row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetTime(3), row.GetTime(4)), cancellationToken);
    }

    /// <summary>The newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = Filtered(database.Own.CreateCommand(ListSql), filter);
        command.Parameters.AddOrNull(after, NpgsqlDbType.Uuid);
        command.Parameters.Add(new() { Value = limit });
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>The first 64 KiB of a message that nobody could read; null where there is none with this id.</summary>
    public async Task<byte[]?> BodyAsync(Guid letter, CancellationToken cancellationToken)
    {
        await using var command = database.Command(BodySql, letter);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>Deletes dead letters that are there now. A dead job stays dead, and keeps its row for <c>Pipeline:JobRetention</c> after its end.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DiscardAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        await using var clock = database.Command("select clock_timestamp()");
        var now = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
        for (var total = 0; ;)
        {
            await using var command = Filtered(database.Own.CreateCommand(DiscardSql), filter);
            command.Parameters.Add(new() { Value = now });
            command.Parameters.Add(new() { Value = Batch });
            var discarded = await command.ExecuteNonQueryAsync(cancellationToken);
            total += discarded;
            if (discarded < Batch) return total;
        }
    }

    /// <summary>Adds the parameters of <see cref="FilterSql"/>.</summary>
    internal static NpgsqlCommand Filtered(NpgsqlCommand command, DeadLetterFilter filter)
    {
        command.Parameters.AddOrNull(filter.Ids?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        command.Parameters.AddOrNull(filter.Type, NpgsqlDbType.Text);
        command.Parameters.Add(new() { Value = filter.Messages });
        command.Parameters.AddOrNull(filter.Cause, NpgsqlDbType.Text);
        return command;
    }

    private static DeadLetter Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        JobId = reader.IsDBNull(1) ? null : reader.GetGuid(1),
        Type = reader.IsDBNull(2) ? null : reader.GetString(2),
        Version = reader.IsDBNull(3) ? null : reader.GetInt32(3),
        Cause = reader.GetString(4),
        Error = reader.IsDBNull(5) ? null : reader.GetString(5),
        Attempts = reader.IsDBNull(6) ? null : reader.GetInt16(6),
        FlowId = reader.IsDBNull(7) ? null : reader.GetGuid(7),
        Lane = reader.IsDBNull(8) ? null : reader.GetInt16(8),
        BodyLength = reader.IsDBNull(9) ? null : reader.GetInt32(9),
        At = reader.GetTime(10),
    };
}
