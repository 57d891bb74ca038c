using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Database;

namespace Pipeline.Access;

/// <summary>
/// The key of a deployment that was given none: made by whoever starts first, and kept as its SHA-256, so that nobody can read it again. A lost one is replaced by
/// deleting the row of <c>pipeline.access_key</c> and starting all instances again.
/// </summary>
public sealed class AccessKeyTable(PipelineDatabase database)
{
    private const int Bytes = 32;

    private const string MakeSql = "insert into pipeline.access_key (hash) values ($1) on conflict do nothing";

    private const string ReadSql = "select hash from pipeline.access_key";

    /// <summary>Makes a key unless there is one.</summary>
    /// <returns>The key's hash; and the key itself, to be shown to somebody, where this call made it.</returns>
    public async Task<(byte[] Hash, string? Made)> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } kept) return (kept, null);
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        await using var make = database.Command(MakeSql, Hash(key));
        var made = await make.ExecuteNonQueryAsync(cancellationToken) == 1;
        var hash = await ReadAsync(cancellationToken) ?? throw new InvalidOperationException("The access key was deleted just now: start again.");
        return (hash, made ? key : null);
    }

    /// <summary>What is kept, compared and shown of a key: it has 256 bits of chance, or is the user's own choice.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(ReadSql);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }
}
