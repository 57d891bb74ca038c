namespace Pipeline.Jobs;

/// <summary>As <see cref="IJobHandler{TArgs}"/>, for jobs that have a result: it is kept as JSON, in the job's row or, above <see cref="PipelineOptions.ClaimCheckThreshold"/>, in a blob.</summary>
public interface IJobHandler<in TArgs, TResult> where TArgs : notnull
{
    /// <inheritdoc cref="IJobHandler{TArgs}.HandleAsync"/>
    /// <returns>The result; up to <see cref="PipelineOptions.LargestArgs"/> of JSON: write larger things by <see cref="JobContext.WriteAsync(string, Stream, CancellationToken)"/> and return the reference.</returns>
    Task<TResult> HandleAsync(TArgs args, JobContext job, CancellationToken cancellationToken);
}
