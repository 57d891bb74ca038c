using Pipeline.Jobs;

namespace Pipeline.Tests;

public sealed record Step(string Text);

public sealed record IoStep(string Text);

public sealed record QuickStep(string Text);

public sealed record BatchStep(string Text);

public sealed record LimitedStep(string Text);

public sealed record PickyStep(string Text);

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

[Job("test.limited-step", RateLimit = "50/s")]
internal sealed class LimitedStepHandler(ShopDb db, Script script) : IJobHandler<LimitedStep>
{
    public Task HandleAsync(LimitedStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}

[Job("test.picky-step", RetryOn = [typeof(IOException)], DeadOn = [typeof(FileNotFoundException)], RetryDelay = "01:00:00", MaxRetryDelay = "02:00:00")]
internal sealed class PickyStepHandler(ShopDb db, Script script) : IJobHandler<PickyStep>
{
    public Task HandleAsync(PickyStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new(args.Text, job, db, cancellationToken));
}
