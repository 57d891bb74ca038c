namespace Pipeline.Jobs;

/// <summary>Runs jobs whose arguments are a <typeparamref name="TArgs"/>; put a <see cref="JobAttribute"/> on the class.</summary>
/// <remarks>
/// What the handler does through an injected <c>DbContext</c> is committed together with the job's outcome, at most once (I2).
/// Effects elsewhere (an e-mail, a payment) can happen again when a worker dies: hand <see cref="JobContext.Key"/> to the other side.
/// An exception is a failed attempt.
/// </remarks>
public interface IJobHandler<in TArgs> where TArgs : notnull
{
    /// <param name="args">The arguments, as they were enqueued.</param>
    /// <param name="job">Which job and which attempt this is.</param>
    /// <param name="cancellationToken">Signalled at the job's time limit: stop then. A handler that goes on is abandoned soon after, without effect.</param>
    Task HandleAsync(TArgs args, JobContext job, CancellationToken cancellationToken);
}
