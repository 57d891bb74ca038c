namespace Pipeline.Jobs;

/// <summary>As <see cref="IJobHandler{TArgs}"/>, for jobs that have a result: it is kept as JSON in the job's row.</summary>
public interface IJobHandler<in TArgs, TResult> where TArgs : notnull
{
    /// <inheritdoc cref="IJobHandler{TArgs}.HandleAsync"/>
    /// <returns>The result; small, as it is a row: put large things in a blob and return its name.</returns>
    Task<TResult> HandleAsync(TArgs args, JobContext job, CancellationToken cancellationToken);
}
