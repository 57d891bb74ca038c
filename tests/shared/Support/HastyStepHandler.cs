using Pipeline.Jobs;

namespace Pipeline.Tests;

[Job("test.hasty-step", TimeLimit = "00:00:01", MaxAttempts = 2, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class HastyStepHandler(ShopDb db, Script script) : IJobHandler<HastyStep>
{
    public Task HandleAsync(HastyStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}
