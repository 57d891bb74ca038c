using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.together", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04", DeadOn = [typeof(PoisonException)])]
public sealed class TogetherHandler(ChaosDb db) : IBatchHandler<Together>
{
    public async Task HandleAsync(IReadOnlyList<BatchItem<Together>> batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch)
            await db.WriteAsync(item.Job, cancellationToken);
        if (batch.Any(item => item.Args.Poison)) throw new PoisonException();
    }
}
