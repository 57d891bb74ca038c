using Pipeline.Jobs;

namespace Pipeline.Tests;

[Job("test.picky-step", RetryOn = [typeof(IOException)], DeadOn = [typeof(FileNotFoundException)], RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class PickyStepHandler(ShopDb db, Script script) : IJobHandler<PickyStep>
{
    public Task HandleAsync(PickyStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}
