using Pipeline.Health;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Inspection;

public sealed class ActivityTests
{
    [ServiceFact]
    public async Task What_is_committed_is_counted_once_by_type()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text switch
        {
            "1" => throw new PermanentJobException("dies"),
            "2" => throw new InvalidOperationException("comes back"),
            _ => run.WriteAsync(),
        };
        await pipeline.EnqueueManyAsync(10);
        await pipeline.EnqueueManyAsync(5, nameof(IoStep));
        await pipeline.RunAsync();
        await FlushAsync(pipeline);
        await FlushAsync(pipeline);

        var report = await ReadAsync(pipeline, 15);
        // Both kinds of jobs follow the script.
        report.Total.Outcomes.ShouldBe(new(11, 2, 2, 0, 0));
        report.Types.Select(t => (t.Type, t.Outcomes.Succeeded)).ShouldBe([("test.io-step", 3), ("test.step", 8)]);
        report.Points.Count.ShouldBe(90);
        report.Points.Sum(p => p.Outcomes.Succeeded).ShouldBe(11);
        (report.Total.Run, report.Total.Wait).ShouldSatisfyAllConditions(both => both.Run.ShouldNotBeNull(), both => both.Wait.ShouldNotBeNull());
        (await pipeline.Get<ActivityReader>().SumAsync(TimeSpan.FromHours(1), default)).ShouldBe(report.Total.Outcomes);
        (await ReadAsync(pipeline, 1_440)).Total.ShouldBe(report.Total);
    }

    [ServiceFact]
    public async Task A_type_can_be_looked_at_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(3);
        await pipeline.EnqueueManyAsync(2, nameof(IoStep));
        await pipeline.RunAsync();
        await FlushAsync(pipeline);

        (await pipeline.Get<ActivityReader>().ReadAsync(15, "test.io-step", default)).Total.Outcomes.Succeeded.ShouldBe(2);
        (await pipeline.Get<ActivityReader>().ReadAsync(15, "nobody.knows", default)).Types.ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task What_could_not_be_written_stays_counted()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(4);
        await pipeline.RunAsync();
        await pipeline.Database.LeaveAsync();
        await Should.ThrowAsync<Npgsql.NpgsqlException>(() => FlushAsync(pipeline));
        await pipeline.Database.ReturnAsync();
        await FlushAsync(pipeline);

        (await ReadAsync(pipeline, 15)).Total.Outcomes.Succeeded.ShouldBe(4);
    }

    [ServiceFact]
    public async Task A_lane_has_a_rate_once_its_bucket_is_over()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("insert into pipeline.lane_activity select date_bin('10 seconds', now(), 'epoch') - interval '20 seconds', 1, 120");

        (await pipeline.Get<LaneRates>().ReadAsync(default)).ShouldBe(new Dictionary<string, double> { [pipeline.Queues.Lane(1)] = 2 });
    }

    [ServiceFact]
    public async Task Old_buckets_go()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(1);
        await pipeline.RunAsync();
        await FlushAsync(pipeline);
        await pipeline.ExecuteAsync("update pipeline.activity set bucket = bucket - interval '3 hours'");
        await pipeline.Get<ActivityTable>().ForgetAsync(default);
        (await pipeline.ScalarAsync<short>("select max(seconds) from pipeline.activity having count(*) = 1")).ShouldBe((short)ActivityTable.Coarse);

        await pipeline.ExecuteAsync("update pipeline.activity set bucket = bucket - interval '1 day'");
        await pipeline.Get<ActivityTable>().ForgetAsync(default);
        (await pipeline.CountAsync("pipeline.activity")).ShouldBe(0);
    }

    private static Task FlushAsync(TestPipeline pipeline) => pipeline.Get<ActivityTable>().FlushAsync(CancellationToken.None);

    private static Task<ActivityReport> ReadAsync(TestPipeline pipeline, int minutes) => pipeline.Get<ActivityReader>().ReadAsync(minutes, null, CancellationToken.None);
}
