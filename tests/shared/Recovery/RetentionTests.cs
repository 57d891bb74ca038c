using Microsoft.EntityFrameworkCore;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class RetentionTests
{
    [ServiceFact]
    public async Task What_ended_long_ago_goes_and_nothing_else()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "0" ? throw new PermanentJobException("no") : run.WriteAsync();
        await pipeline.EnqueueManyAsync(10);
        var old = await pipeline.StartAsync(Flow.Chord([Flow.Chain(new Step("a"), new Step("b")), Flow.Chain(new Step("c"))], new Step("body")));
        await pipeline.RunFlowsAsync();
        await pipeline.AgeAsync();
        await pipeline.EnqueueAsync("new, ended");
        await pipeline.RunAsync();
        var open = await pipeline.EnqueueAsync("open");
        await pipeline.ExecuteAsync("update pipeline.job set created_at = now() - interval '40 days' where id = $1", open);
        var running = await pipeline.StartAsync(Flow.Group([new Step("open too")]));

        await pipeline.RetainAsync();

        // The dead job stays with its dead letter.
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(4);
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.flow_progress")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.flow_callback")).ShouldBe(0);
        (await pipeline.Get<FlowTable>().FindAsync(old.Id, default)).ShouldBeNull();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(running.Id)).Status.ShouldBe("succeeded");
    }

    [ServiceTheory]
    [InlineData("2300-01-01")]
    [InlineData("9000-01-01")]
    public async Task A_job_that_a_clock_far_ahead_gave_its_id_goes_as_others_do(string made)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var ahead = Guid.CreateVersion7(DateTimeOffset.Parse(made, System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (status, age) in ((string, string)[])[("succeeded", "31 days"), ("succeeded", "1 day"), ("queued", "31 days")])
            await pipeline.ExecuteAsync($"""
                insert into pipeline.job (id, type, version, args, status, message_id, created_at, finished_at)
                values ((left('{ahead}', 24) || lpad(to_hex((random() * 1000000000)::bigint), 12, '0'))::uuid, 'test.step', 1, '', '{status}', gen_random_uuid(),
                        now() - interval '{age}', case when '{status}' <> 'queued' then now() - interval '{age}' end)
                """);

        (await pipeline.RetainAsync()).ShouldBe(1);

        (await pipeline.CountAsync("pipeline.job")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_flow_stays_as_long_as_one_that_repairs_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "0" ? throw new PermanentJobException("no") : run.WriteAsync();
        var failed = await pipeline.StartAsync(Flow.Chord([new Step("0"), new Step("1")], new Step("body")) with { MaxParallel = 1, OnFailure = FailurePolicy.FailFast });
        await pipeline.RunFlowsAsync();
        await pipeline.AgeAsync();
        var repair = (await pipeline.Get<FlowClient>().ReplayAsync(failed.Id, default))!.Other!.Value;
        await pipeline.RetainAsync();
        (await pipeline.Get<FlowTable>().FindAsync(failed.Id, default)).ShouldNotBeNull();

        pipeline.Script.OnStep = run => run.WriteAsync();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(repair)).Status.ShouldBe("succeeded");
        await pipeline.AgeAsync();
        await pipeline.RetainAsync();
        await pipeline.RetainAsync();
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_dead_job_goes_with_its_dead_letter()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        await pipeline.EnqueueManyAsync(3);
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.dead_letter set received_at = now() - interval '91 days' where job_id in (select id from pipeline.job limit 2)");
        await pipeline.RetainAsync();
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_key_that_was_to_stay_goes_with_its_job()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await OnceAsync(pipeline);
        await pipeline.RunAsync();
        (await OnceAsync(pipeline)).ShouldBeNull();
        await pipeline.AgeAsync();
        await pipeline.RetainAsync();
        (await OnceAsync(pipeline)).ShouldNotBeNull();
    }

    [ServiceFact]
    public async Task A_dead_job_whose_letter_was_discarded_goes_as_others_do()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new IOException("no");
        await pipeline.EnqueueManyAsync(3);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await pipeline.RunAsync();
            await pipeline.SkipDelaysAsync();
        }
        await pipeline.Get<DeadLetterTable>().DiscardAsync(DeadLetterFilter.All, default);
        await pipeline.RetainAsync();
        (await pipeline.CountAsync("pipeline.job where status = 'dead'")).ShouldBe(3);

        await pipeline.AgeAsync();
        await pipeline.RetainAsync();

        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.attempt")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_key_that_was_to_stay_goes_with_its_dead_job_and_letter()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        (await OnceAsync(pipeline)).ShouldNotBeNull();
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.dead_letter set received_at = now() - interval '91 days'");
        await pipeline.RetainAsync();
        (await pipeline.CountAsync("pipeline.dedupe")).ShouldBe(0);
        (await OnceAsync(pipeline)).ShouldNotBeNull();
    }

    [ServiceFact]
    public async Task Flows_whose_members_are_replayed_for_long_do_not_keep_others()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "dies" ? throw new PermanentJobException("no") : run.WriteAsync();
        for (var i = 0; i < 25; i++) await pipeline.StartAsync(Flow.Group([new Step("dies")]));
        await pipeline.RunFlowsAsync();
        await pipeline.StartAsync(Flow.Group([new Step("ends")]));
        await pipeline.RunFlowsAsync();
        await pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default);
        await pipeline.AgeAsync();

        await pipeline.RetainAsync();

        (await pipeline.CountAsync("pipeline.job where status <> 'queued'")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(25);
    }

    [ServiceFact]
    public async Task A_schedule_that_no_process_declares_any_more_goes_unless_somebody_switched_it_off()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var declared = await pipeline.CountAsync("pipeline.recurring");
        await pipeline.ExecuteAsync("""
            insert into pipeline.recurring (name, version, schedule, time_zone, missed, next_at, enabled, declared_at)
            select n, 1, '0 * * * * *', 'UTC', 'Skip', now(), n <> 'switched-off', now() - interval '31 days' from unnest(array['forgotten', 'switched-off']) n
            """);
        await pipeline.RetainAsync();
        (await pipeline.CountAsync("pipeline.recurring where name = 'switched-off'")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.recurring")).ShouldBe(declared + 1);
    }

    private static Task<Guid?> OnceAsync(TestPipeline pipeline) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await db.EnqueueOnceAsync(new Step("a"), "key", keepKey: true);
        await transaction.CommitAsync();
        return id;
    });
}
