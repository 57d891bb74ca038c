namespace Pipeline.Jobs;

/// <summary>A job's arguments or result are above <c>Pipeline:LargestArgs</c>. Nothing was written; of a result, the job is dead at once.</summary>
public sealed class JobTooLargeException(string job, string what, long size, int limit) : Exception(
    $"The {what} of job '{job}' are {size} bytes of JSON; the limit is {limit} (Pipeline:LargestArgs). Write large data to a blob (JobContext.WriteAsync, or BlobStore) and hand over its name.")
{
    /// <summary>Bytes of UTF-8 JSON.</summary>
    public long Size { get; } = size;

    /// <summary>Bytes of UTF-8 JSON.</summary>
    public int Limit { get; } = limit;
}
