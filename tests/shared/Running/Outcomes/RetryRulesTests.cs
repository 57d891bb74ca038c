using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class RetryRulesTests
{
    [ServiceTheory]
    [InlineData(typeof(IOException), "queued")]
    [InlineData(typeof(EndOfStreamException), "queued")]
    [InlineData(typeof(FileNotFoundException), "dead")]
    [InlineData(typeof(InvalidOperationException), "dead")]
    public async Task The_type_of_the_exception_decides_whether_another_attempt_is_made(Type exception, string status)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw (Exception)Activator.CreateInstance(exception)!;
        var id = await EnqueueAsync(pipeline);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe(status);
    }

    [ServiceFact]
    public async Task A_handler_can_ask_for_its_next_attempt_at_a_time()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new RetryJobException(TimeSpan.FromDays(3), "the other side said so");
        await EnqueueAsync(pipeline);
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<bool>("select due_at between now() + interval '71 hours' and now() + interval '73 hours' from pipeline.outbox")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_handler_can_say_that_no_attempt_will_help()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("the customer is gone");
        var id = await EnqueueAsync(pipeline);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("dead");
    }

    [ServiceFact]
    public async Task A_job_whose_time_is_over_never_starts()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "late" ? throw new InvalidOperationException("started") : run.WriteAsync();
        var late = await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(new PickyStep("in time"), new EnqueueOptions { ExpiresAfter = TimeSpan.FromHours(1) });
            var id = db.Enqueue(new PickyStep("late"), new EnqueueOptions { ExpiresAfter = TimeSpan.FromHours(1) });
            await db.SaveChangesAsync();
            return id;
        });
        await pipeline.ExecuteAsync("update pipeline.job set created_at = created_at - interval '61 minutes' where id = $1", late);
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(late)).ShouldBe("expired");
        (await pipeline.ScalarAsync<string>("select text from effect")).ShouldBe("in time");
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    private static Task<Guid> EnqueueAsync(TestPipeline pipeline) => pipeline.WithDbAsync(async db =>
    {
        var id = db.Enqueue(new PickyStep("x"));
        await db.SaveChangesAsync();
        return id;
    });
}
