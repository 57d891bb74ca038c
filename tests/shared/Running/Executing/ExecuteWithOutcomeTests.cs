using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>Statements that jobs leave to be executed with their outcomes.</summary>
public sealed class ExecuteWithOutcomeTests
{
    // Ten jobs a message.
    private const int Many = 320;

    private readonly ConcurrentDictionary<string, int> _calls = [];

    [ServiceFact]
    public async Task Those_of_a_message_go_in_one_round_trip()
    {
        // Without a heartbeat in between.
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:StaleAfter", "00:05:00"));
        pipeline.Script.OnStep = Leave;
        await pipeline.EnqueueManyAsync(Many);
        // Types are asked for once a connection.
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        var message = (await pipeline.TakeAsync())!.Value;
        using var cost = new DatabaseCost(pipeline.Database.Name);
        await pipeline.ProcessAsync(message);

        // The claim, and all the rest.
        cost.RoundTrips.ShouldBe(2, cost.ToString());
        (await pipeline.CleanlySucceededAsync()).ShouldBe(20);
        (await pipeline.CountAsync("effect e join pipeline.job j on j.id = e.job_id and j.status = 'succeeded'")).ShouldBe(20);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task One_that_fails_fails_its_job_and_no_other(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => Leave(run.Text == "3" ? run with { Text = "" } : run);
        await pipeline.EnqueueManyAsync(Many, mode);
        await pipeline.RunAsync();

        (await pipeline.CleanlySucceededAsync()).ShouldBe(Many - 1);
        (await pipeline.CountAsync("effect")).ShouldBe(Many - 1);
        (await pipeline.ErrorAsync()).ShouldContain("effect_text");
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
        _calls.Values.Max().ShouldBeLessThanOrEqualTo(2);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_job_that_fails_executes_none(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await Leave(run);
            if (run.Text is "2" or "7") throw new InvalidOperationException($"{run.Text} fails");
        };
        await pipeline.EnqueueManyAsync(Many, mode);
        await pipeline.RunAsync();

        (await pipeline.CleanlySucceededAsync()).ShouldBe(Many - 2);
        (await pipeline.CountAsync("effect")).ShouldBe(Many - 2);
        (await pipeline.CountAsync("effect where text in ('2', '7')")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task They_come_after_what_the_handler_executes_itself_and_in_order()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            run.Job.ExecuteWithOutcome($"update effect set text = text || '+' where job_id = {run.Job.Id}");
            run.Job.ExecuteWithOutcome($"update effect set text = text || '-' where job_id = {run.Job.Id}");
            await run.WriteAsync();
            (await run.Db.Effects.CountAsync(e => e.Text != "a", run.Token)).ShouldBe(0);
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<string>("select text from effect")).ShouldBe("a+-");
    }

    [ServiceFact]
    public async Task Those_of_a_run_whose_message_was_given_to_another_worker_have_no_effect()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await Leave(run);
            await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 0")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Values_are_parameters_whatever_is_in_them()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var text = "'); drop table effect; -- {0} $1";
        var typed = new NpgsqlParameter { Value = "{\"a\":1}", NpgsqlDbType = NpgsqlDbType.Jsonb };
        pipeline.Script.OnStep = run =>
        {
            run.Job.ExecuteWithOutcome($"insert into effect (job_id, text) values ({run.Job.Id}, {text})");
            run.Job.ExecuteWithOutcome($"insert into effect (job_id, text) values ({run.Job.Id}, {typed} ->> 'a')");
            run.Job.ExecuteWithOutcome($"insert into effect (job_id, text) values ({run.Job.Id}, coalesce({null}, {3,5:x}::int::text))");
            return Task.CompletedTask;
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<string[]>("select array_agg(text order by id) from effect")).ShouldBe([text, "1", "3"]);
    }

    [ServiceFact]
    public async Task A_null_may_stand_where_other_jobs_have_a_value()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run =>
        {
            var (text, day) = run.Text is "0" or "4" ? ((string?)null, (DateOnly?)null) : (run.Text, new DateOnly(2026, 1, 2));
            run.Job.ExecuteWithOutcome($"insert into effect (job_id, text) values ({run.Job.Id}, coalesce({text}, 'none') || coalesce({day}::date, date '2000-01-01'))");
            return Task.CompletedTask;
        };
        await pipeline.EnqueueManyAsync(6);
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<string[]>("select array_agg(text order by text) from effect"))
            .ShouldBe(["12026-01-02", "22026-01-02", "32026-01-02", "52026-01-02", "none2000-01-01", "none2000-01-01"]);
    }

    [ServiceFact]
    public async Task Past_the_time_limit_they_are_a_failed_attempt_of_the_job()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run =>
        {
            run.Job.ExecuteWithOutcome($"select pg_sleep(30)");
            return Leave(run);
        };
        await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(new HastyStep("slow"));
            await db.SaveChangesAsync();
        });
        await pipeline.RunAsync();

        (await pipeline.ErrorAsync()).ShouldContain("time limit of 00:00:01");
        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_batch_handler_leaves_them_as_well()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = Leave;
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, Many).Select(i => new BatchStep($"{i}")));
            await transaction.CommitAsync();
        });
        await pipeline.RunAsync();

        (await pipeline.CleanlySucceededAsync()).ShouldBe(Many);
        (await pipeline.CountAsync("effect")).ShouldBe(Many);
    }

    // Starting a flow takes round trips of its own, between the outcome and the commit.
    [ServiceFact]
    public async Task They_go_before_a_flow_that_is_the_next_step_of_a_chain()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = Leave;
        var chain = await pipeline.StartAsync(Flow.Chain(new Step("first"), Flow.Group([new Step("second"), new Step("third")])));
        await pipeline.RunFlowsAsync();

        (await pipeline.ScalarAsync<string>($"select result::text from pipeline.flow where id = '{chain.Id}'")).ShouldBe("succeeded");
        (await pipeline.ScalarAsync<string[]>("select array_agg(text order by text) from effect")).ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public void Nothing_is_refused() =>
        Should.Throw<ArgumentException>(() => JobContext.ForTest().ExecuteWithOutcome($""));

    [Fact]
    public void A_unit_test_sees_what_was_left()
    {
        var test = new TestJob();
        JobContext.ForTest(test).ExecuteWithOutcome($"delete from effect where text = {"a"}");
        var left = test.Statements.ShouldHaveSingleItem();
        left.Format.ShouldBe("delete from effect where text = {0}");
        left.GetArguments().ShouldBe(["a"]);
    }

    private Task Leave(StepRun run)
    {
        _calls.AddOrUpdate(run.Job.Id.ToString(), 1, (_, n) => n + 1);
        run.Job.ExecuteWithOutcome($"insert into effect (job_id, text) values ({run.Job.Id}, {run.Text})");
        return Task.CompletedTask;
    }
}
