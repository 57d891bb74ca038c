using System.Text;
using Azure;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;

namespace Pipeline.Inspection;

/// <summary>Reads the beginning of arguments and results that are blobs.</summary>
internal sealed class JobContents(BlobStore blobs, ILogger<JobContents> logger)
{
    /// <summary>Characters of a row, bytes of a blob.</summary>
    public const int Longest = 16 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What a blob begins with; a store that does not answer within five seconds is no reason to show nothing of the job.</summary>
    public async Task<JobContent> ReadAsync(string blob, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await blobs.BeginningAsync(blob, Longest, limit.Token) is var (size, beginning)
                ? new(size, Text(beginning, size), size > beginning.Length, blob, null)
                : new(null, null, false, blob, "gone");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is RequestFailedException or AggregateException or IOException or OperationCanceledException)
        {
            logger.LogWarning("Blob {Blob} cannot be shown: {Error}", blob, e.GetType().Name);
            return new(null, null, false, blob, "unavailable");
        }
    }

    // Where it was cut, the last character may be there in part.
    private static string Text(byte[] beginning, long size)
    {
        var text = Encoding.UTF8.GetString(beginning);
        return size > beginning.Length ? text.TrimEnd('\uFFFD') : text;
    }
}
