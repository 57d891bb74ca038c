using Pipeline.Jobs;

namespace Pipeline.Tests;

[Job("test.batch-step", MaxAttempts = 2, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class BatchStepHandler(ShopDb db, Script script) : IBatchHandler<BatchStep>
{
    public async Task HandleAsync(IReadOnlyList<BatchItem<BatchStep>> batch, CancellationToken cancellationToken)
    {
        script.Batches.Enqueue(batch.Count);
        foreach (var item in batch)
        {
            await script.OnStep(new(item.Args.Text, item.Job, db, cancellationToken));
            item.Result = item.Args.Text;
        }
    }
}
