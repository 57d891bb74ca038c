using Pipeline.Jobs;

namespace Pipeline.Tests;

[Job("test.io-step", MaxAttempts = 3, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00", Mode = JobMode.Io)]
internal sealed class IoStepHandler(ShopDb db, Script script) : IJobHandler<IoStep, string>
{
    public async Task<string> HandleAsync(IoStep args, JobContext job, CancellationToken cancellationToken)
    {
        await script.OnStep(new(args.Text, job, db, cancellationToken));
        return "did " + args.Text;
    }
}
