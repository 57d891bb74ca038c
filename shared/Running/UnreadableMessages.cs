using Npgsql;
using Pipeline.Database;

namespace Pipeline.Running;

/// <summary>Keeps what a lane delivered and nobody can read.</summary>
internal sealed class UnreadableMessages(PipelineDatabase database)
{
    private const int LongestBody = 64 * 1024;

    private const string KeepSql = "insert into pipeline.dead_letter (id, lane, reason, body, body_length) values ($1, $2, $3, $4, $5)";

    /// <summary>Writes a row with the first 64 KiB of the body.</summary>
    public async Task KeepAsync(int lane, string reason, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var kept = body[..Math.Min(body.Length, LongestBody)].ToArray();
        await using var command = database.Command(KeepSql, Guid.CreateVersion7(), (short)lane, reason, kept, body.Length);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
