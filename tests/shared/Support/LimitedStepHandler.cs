using Pipeline.Jobs;

namespace Pipeline.Tests;

[Job("test.limited-step", RateLimit = "50/s")]
internal sealed class LimitedStepHandler(ShopDb db, Script script) : IJobHandler<LimitedStep>
{
    public Task HandleAsync(LimitedStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}
