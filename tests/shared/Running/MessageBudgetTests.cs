using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class MessageBudgetTests
{
    private readonly ManualTime _time = new();

    [ServiceTheory]
    [InlineData("50")]
    [InlineData("3")]
    [InlineData("1")]
    public async Task What_a_message_has_not_started_within_its_budget_goes_back(string transactionSize)
    {
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Time = _time }, ("Pipeline:MessageBudget", "00:05:00"), ("Pipeline:TransactionSize", transactionSize));
        pipeline.Script.OnStep = async run => { await run.WriteAsync(); _time.Advance(TimeSpan.FromSeconds(50)); };
        await pipeline.EnqueueManyAsync(320);
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        // Six of them take five minutes, and at that moment a seventh may still start.
        (await pipeline.CountAsync("effect")).ShouldBe(7);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(7);
        (await pipeline.CountAsync("pipeline.outbox where published_at is null and token is null")).ShouldBe(1);
        pipeline.Script.OnStep = run => run.WriteAsync();
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(320);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task What_is_nobodys_fault_is_not_tried_again_past_the_budget(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time }, ("Pipeline:MessageBudget", "00:00:10"));
        var runs = 0;
        pipeline.Script.OnStep = _ =>
        {
            runs++;
            _time.Advance(TimeSpan.FromSeconds(30));
            throw new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected);
        };
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync()).EndsAsync(TimeSpan.FromSeconds(20));

        runs.ShouldBe(1);
        (await pipeline.ScalarAsync<bool>("select status = 'queued' and attempt = 1 from pipeline.job")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task Waiting_jobs_that_have_not_started_within_the_budget_go_back()
    {
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Time = _time }, ("Pipeline:MessageBudget", "00:00:10"), ("Pipeline:IoConcurrency", "1"));
        pipeline.Script.OnStep = async run => { await run.WriteAsync(); _time.Advance(TimeSpan.FromSeconds(6)); };
        await pipeline.EnqueueManyAsync(160, nameof(IoStep));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        (await pipeline.CleanlySucceededAsync()).ShouldBe(2);
        (await pipeline.CountAsync("pipeline.outbox where published_at is null and token is null")).ShouldBe(1);
    }
}
