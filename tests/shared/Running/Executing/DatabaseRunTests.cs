using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class DatabaseRunTests
{
    [ServiceFact]
    public async Task A_jobs_effects_are_committed_with_its_outcome()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
        (await pipeline.ScalarAsync<Guid>("select job_id from effect")).ShouldBe(id);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        (await pipeline.ScalarAsync<bool>("select started_at <= finished_at and attempt = 0 and error is null from pipeline.job")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_failing_job_leaves_no_effects_and_its_neighbours_pay_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (run.Text == "7") throw new InvalidOperationException("seven is no number");
        };
        await pipeline.EnqueueManyAsync(10);
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(9);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0")).ShouldBe(9);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'queued' and attempt = 1")).ShouldContain("seven is no number");
    }

    [ServiceFact]
    public async Task A_failing_job_comes_back_by_a_due_row_and_dies_with_its_error_at_the_last_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var attempts = new List<int>();
        pipeline.Script.OnStep = run => { attempts.Add(run.Job.Attempt); throw new InvalidOperationException($"no {run.Job.Attempt}\0"); };
        var id = await pipeline.EnqueueAsync("a");

        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<bool>("select due_at between now() + interval '59 minutes' and now() + interval '91 minutes' from pipeline.outbox")).ShouldBeTrue();
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();

        attempts.ShouldBe([1, 2, 3]);
        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("no 3");
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task What_fails_at_the_commit_is_charged_to_the_guilty_job_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("insert into late values (3)");
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            await run.Db.Database.ExecuteSqlAsync($"insert into late values ({int.Parse(run.Text)})");
        };
        await pipeline.EnqueueManyAsync(5);
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(4);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'queued' and attempt = 1")).ShouldContain("late_n");
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0")).ShouldBe(4);
    }
}
