namespace Microsoft.DurableTask;

/// <summary>A list that is fetched page by page while somebody goes through it.</summary>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    public abstract IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default);
}
