using Pipeline.Jobs;

namespace Pipeline.Tests;

[Job("test.step", MaxAttempts = 3, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class StepHandler(ShopDb db, Script script) : IJobHandler<Step>
{
    public Task HandleAsync(Step args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}
