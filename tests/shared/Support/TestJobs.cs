using Pipeline.Jobs;

namespace Pipeline.Tests;

public sealed record Step(string Text);

public sealed record IoStep(string Text);

public sealed record QuickStep(string Text);

[Job("test.step", MaxAttempts = 3, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class StepHandler(ShopDb db, Script script) : IJobHandler<Step>
{
    public Task HandleAsync(Step args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}

[Job("test.io-step", MaxAttempts = 3, RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00", Mode = JobMode.Io)]
internal sealed class IoStepHandler(ShopDb db, Script script) : IJobHandler<IoStep, string>
{
    public async Task<string> HandleAsync(IoStep args, JobContext job, CancellationToken cancellationToken)
    {
        await script.OnStep(new(args.Text, job, db, cancellationToken));
        return "did " + args.Text;
    }
}

[Job("test.quick-step", MaxAttempts = 1, TimeLimit = "00:00:02")]
internal sealed class QuickStepHandler(ShopDb db, Script script) : IJobHandler<QuickStep>
{
    public Task HandleAsync(QuickStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}
