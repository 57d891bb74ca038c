using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>What becomes of a message and its jobs where a run does not come to its end.</summary>
public sealed class MessageRunTests
{
    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_message_whose_outcome_the_database_refuses_goes_back_and_runs_again(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        var job = await pipeline.EnqueueAsync("a", mode);
        await pipeline.ExecuteAsync("alter table pipeline.attempt rename to attempt_away");

        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        (await pipeline.CountAsync("pipeline.outbox where token is null and owner is null and published_at is null and due_at > now()")).ShouldBe(1);
        await pipeline.ExecuteAsync("alter table pipeline.attempt_away rename to attempt");
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("dead");
    }

    [ServiceFact]
    public async Task A_handler_that_met_the_fence_goes_no_further()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var went = false;
        pipeline.Script.OnStep = async run =>
        {
            await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");
            await run.WriteAsync();
            went = true;
        };
        await pipeline.EnqueueAsync("a", nameof(IoStep));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        went.ShouldBeFalse();
    }

    [ServiceFact]
    public async Task Jobs_that_run_again_beside_a_failed_one_do_not_start_once_their_message_is_another_workers()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = async run =>
        {
            runs++;
            if (runs == 2) throw new InvalidOperationException("no");
            // The failure of the second one is recorded; then the message goes to another worker.
            await run.WriteAsync();
        };
        await pipeline.ExecuteAsync("""
            create function give_away() returns trigger language plpgsql as $$
            begin update pipeline.outbox set token = gen_random_uuid() where id = old.message_id; return new; end $$;
            create trigger give_away after update on pipeline.job for each row when (new.attempt = 1) execute function give_away();
            """);
        await pipeline.EnqueueManyAsync(96);
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        runs.ShouldBe(2);
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }
}
