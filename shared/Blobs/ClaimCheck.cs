using System.Text;
using Azure;
using Pipeline.Jobs;

namespace Pipeline.Blobs;

/// <summary>
/// Keeps arguments and results up to <see cref="PipelineOptions.ClaimCheckThreshold"/> in their row, and larger ones in a blob that the row names.
/// A blob is written before the commit that refers to it; one without a commit is left to <see cref="BlobCleanup"/>.
/// </summary>
internal sealed class ClaimCheck(BlobStore? blobs, PipelineOptions options, TimeProvider time)
{
    /// <summary>How many blobs are written or read at a time.</summary>
    public const int AtOnce = 8;

    /// <summary>For a context without services: what does not fit into a row is refused.</summary>
    public static ClaimCheck RowsOnly { get; } = new(null, new(), TimeProvider.System);

    /// <summary>Where a job's arguments go; writes nothing yet.</summary>
    /// <returns>What the row keeps, and what <see cref="StoreAsync"/> has to write before the commit.</returns>
    /// <exception cref="JobTooLargeException">They are above the limit.</exception>
    /// <exception cref="ArgumentException">They would not arrive as they are.</exception>
    /// <exception cref="InvalidOperationException">They need a blob, and this process has no store.</exception>
    public (ClaimedText Text, byte[]? Content) Args(JobDefinition job, Guid id, object args, Type type)
    {
        var json = JobJson.WriteArgs(job.Name, args, type);
        if (json.Length > options.LargestArgs) throw new JobTooLargeException(job.Name, "arguments", json.Length, options.LargestArgs);
        if (json.Length <= options.ClaimCheckThreshold) return (new(Encoding.UTF8.GetString(json), null), null);
        if (blobs is null)
            throw new InvalidOperationException(
                $"The arguments of job '{job.Name}' are {json.Length} bytes of JSON: above {options.ClaimCheckThreshold} they go to a blob, which needs UsePipeline(services) in place of UsePipeline(catalog).");
        return (new("", ClaimName.Args(id, time.GetUtcNow())), json);
    }

    /// <summary>Writes the arguments of those of the jobs whose row names a blob.</summary>
    /// <exception cref="ClaimCheckException">The store does not take one.</exception>
    public Task StoreAsync(IEnumerable<JobRow> jobs, CancellationToken cancellationToken) =>
        EachAsync(jobs.Where(j => j.Content is not null), (job, token) => WriteAsync(job.ArgsBlob!, job.Content!, token), cancellationToken);

    /// <summary>The arguments of claimed jobs, from their rows or blobs.</summary>
    /// <exception cref="PermanentJobException">There is no such blob any more.</exception>
    /// <exception cref="ClaimCheckException">The store does not answer.</exception>
    public async Task<string[]> ReadArgsAsync(IReadOnlyList<ClaimedJob> jobs, CancellationToken cancellationToken)
    {
        var texts = jobs.Select(j => j.Args).ToArray();
        await EachAsync(
            Enumerable.Range(0, jobs.Count).Where(i => jobs[i].ArgsBlob is not null),
            async (i, token) => texts[i] = (await ReadAsync(new(null, jobs[i].ArgsBlob), token))!, cancellationToken);
        return texts;
    }

    /// <summary>What the rows keep of results; large ones are written now.</summary>
    /// <param name="runs">Whose results they are.</param>
    /// <exception cref="JobTooLargeException">One is above the limit.</exception>
    /// <exception cref="ClaimCheckException">The store does not take one.</exception>
    public async Task<ClaimedText[]> KeepResultsAsync(JobDefinition job, JobBlobs[] runs, string?[] results, CancellationToken cancellationToken)
    {
        var sizes = results.Select(r => r is null ? 0 : Encoding.UTF8.GetByteCount(r)).ToArray();
        if (sizes.Max() is var largest && largest > options.LargestArgs) throw new JobTooLargeException(job.Name, "results", largest, options.LargestArgs);
        var kept = results.Select((result, i) => sizes[i] <= options.ClaimCheckThreshold ? new ClaimedText(result, null) : new(null, ClaimName.Result(runs[i].Run))).ToArray();
        await EachAsync(
            Enumerable.Range(0, kept.Length).Where(i => kept[i].Blob is not null),
            (i, token) => WriteAsync(kept[i].Blob!, Encoding.UTF8.GetBytes(results[i]!), token), cancellationToken);
        return kept;
    }

    /// <summary>Arguments or a result as JSON, wherever they are.</summary>
    /// <exception cref="PermanentJobException">There is no such blob any more.</exception>
    /// <exception cref="ClaimCheckException">The store does not answer.</exception>
    public async Task<string?> ReadAsync(ClaimedText text, CancellationToken cancellationToken)
    {
        if (text.Blob is not { } name) return text.Row;
        try
        {
            return await (blobs ?? throw new InvalidOperationException("A process without blobs runs no jobs.")).ReadTextAsync(name, cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            throw new PermanentJobException($"{e.Message} It is past its retention (Pipeline:BlobRetention), or somebody deleted it.");
        }
        catch (Exception e) when (IsStore(e))
        {
            throw new ClaimCheckException($"The blob store did not give '{name}': {e.Message}", e);
        }
    }

    private async Task WriteAsync(string name, byte[] json, CancellationToken cancellationToken)
    {
        try
        {
            await blobs!.WriteAsync(name, new MemoryStream(json, writable: false), cancellationToken);
        }
        catch (Exception e) when (IsStore(e))
        {
            throw new ClaimCheckException($"The blob store did not take '{name}': {e.Message}", e);
        }
    }

    // The client's retries end in an AggregateException, those of a stream that broke in an IOException.
    private static bool IsStore(Exception exception) => exception is RequestFailedException or AggregateException or IOException;

    // Nearly always there are none, and this is on the way of every job.
    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        items.ToList() is { Count: > 0 } some
            ? Parallel.ForEachAsync(
                some, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (item, token) => await work(item, token))
            : Task.CompletedTask;
}
