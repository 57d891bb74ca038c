using Npgsql;
using NpgsqlTypes;
using Pipeline.Blobs;
using Pipeline.Database;

namespace Pipeline.DeadLetters;

/// <summary>Keeps what a queue delivered and nobody can read.</summary>
internal sealed class UnreadableMessages(PipelineDatabase database, BlobStore blobs)
{
    /// <summary>What blobs of long bodies begin with; the dead letter's id follows.</summary>
    public const string Prefix = "dead-letters/";

    private const int LongestBody = 64 * 1024;

    private const string KeepSql = "insert into pipeline.dead_letter (id, lane, reason, body, body_length, body_blob) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing";

    /// <summary>In the order of time, as letters are listed.</summary>
    public static Guid NewId() => Guid.CreateVersion7();

    /// <summary>Writes a row with the first 64 KiB of the body, and a blob with all of it where it is longer.</summary>
    /// <param name="id">The dead letter's, from <see cref="NewId"/>: the same again where the answer was lost, so that one message has one letter.</param>
    /// <param name="lane">What delivered it; null: the dead-letter queue.</param>
    /// <param name="reason">Why nobody can read it; numbers are left out of what is kept, so that messages with the same fault are one group.</param>
    /// <param name="body">As it came.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task KeepAsync(Guid id, int? lane, string reason, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var blob = body.Length > LongestBody ? Prefix + id : null;
        if (blob is not null) await blobs.WriteAsync(blob, new MemoryStream(body.ToArray(), writable: false), cancellationToken);
        await using var command = database.Command(KeepSql, id);
        command.Parameters.AddOrNull((short?)lane, NpgsqlDbType.Smallint);
        command.Parameters.Add(new() { Value = DeadCause.Of(reason) });
        command.Parameters.Add(new() { Value = body[..Math.Min(body.Length, LongestBody)].ToArray() });
        command.Parameters.Add(new() { Value = body.Length });
        command.Parameters.AddOrNull(blob, NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
