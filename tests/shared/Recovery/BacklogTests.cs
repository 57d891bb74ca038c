using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit.Abstractions;

namespace Pipeline.Tests.Recovery;

/// <summary>A backlog is not a fault: 200,000 jobs, or as many as <c>PIPELINE_BACKLOG</c> says.</summary>
public sealed class BacklogTests(ITestOutputHelper output)
{
    private static readonly int Jobs = int.Parse(Environment.GetEnvironmentVariable("PIPELINE_BACKLOG") ?? "200000", CultureInfo.InvariantCulture);

    // For one round of one sweep, on a machine that is busy with other tests: what a round reads is counted, and tells more than a clock.
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    // What a round of all sweeps may read; a look at every row would be far above.
    private static readonly int Few = Jobs / 20;

    // A sweep over a large table must not outlast the test's own heartbeat.
    private static readonly (string, string) LongStale = ("Pipeline:StaleAfter", "00:00:03");

    [ServiceFact]
    public async Task With_a_backlog_at_the_broker_no_sweep_acts_or_reads_it_and_urgent_work_starts_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync(LongStale, ("Pipeline:LostAfter", "00:00:01"));
        await TimedAsync("enqueue", TimeSpan.FromMinutes(2), () => pipeline.EnqueueManyAsync(Jobs));
        await TimedAsync("publish", TimeSpan.FromMinutes(2), pipeline.PublishAsync);
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = published_at - interval '1 hour'");
        // Workers are slow: of each lane's old messages they have come to a few.
        for (var i = 0; i < 20; i++)
            await pipeline.ProcessAsync((await pipeline.TakeAsync())!.Value);
        await pipeline.BeatUntilSteadyAsync();
        var reads = new TableReads(pipeline);
        await reads.StartAsync();

        await SweepAsync(pipeline);
        await TimedAsync("an urgent job", Soon, () => RunUrgentAsync(pipeline));

        await reads.ShouldBeFewAsync(Few);
        (await pipeline.CountAsync("pipeline.outbox where republished > 0 or published_at is null")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task With_a_backlog_in_the_outbox_the_relay_takes_urgent_work_first()
    {
        await using var pipeline = await TestPipeline.StartAsync(LongStale);
        await FillOutboxAsync(pipeline, "test.step", limited: false);
        var reads = new TableReads(pipeline);
        await reads.StartAsync();
        await SweepAsync(pipeline);
        await reads.ShouldBeFewAsync(Few);

        using var enough = new CancellationTokenSource();
        var relay = Task.Run(() => pipeline.Get<OutboxRelay>().PublishDueAsync(enough.Token));
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pipeline.outbox where published_at is not null") > 0, Soon, "the relay is under way");
        await TimedAsync("an urgent job behind a backlog", Soon, async () =>
        {
            await EnqueueUrgentAsync(pipeline);
            await pipeline.ProcessAsync(await TakeUrgentAsync(pipeline));
        });
        var left = await pipeline.CountAsync("pipeline.outbox where published_at is null");
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(relay);

        left.ShouldBeGreaterThan(0, "the backlog was still there");
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task With_a_backlog_behind_a_rate_limit_the_relay_reads_what_it_lets_through()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await FillOutboxAsync(pipeline, "test.limited-step", limited: true);
        var reads = new TableReads(pipeline);
        await reads.StartAsync();
        for (var i = 0; i < 5; i++)
            await TimedAsync("the relay", Quick, pipeline.PublishAsync);
        await reads.ShouldBeFewAsync(Few);
        (await pipeline.CountAsync("pipeline.outbox where published_at is not null")).ShouldBeGreaterThan(0);
    }

    [ServiceFact]
    public async Task A_flow_with_a_backlog_is_looked_at_without_reading_its_members()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        await TimedAsync("start", TimeSpan.FromMinutes(2), () => pipeline.StartAsync(Flow.Group(Enumerable.Range(0, Jobs).Select(i => new Step($"{i}")))));
        await pipeline.PublishAsync();
        var reads = new TableReads(pipeline);
        await reads.StartAsync();
        await TimedAsync("the sweep over flows", Quick, pipeline.SweepFlowsAsync);
        // The messages that are held for later are passed over, one each for up to 50 jobs.
        await reads.ShouldBeFewAsync(Few);
    }

    [ServiceFact]
    public async Task Among_finished_jobs_retention_reads_what_it_deletes()
    {
        const int old = 5_000;
        await using var pipeline = await TestPipeline.StartAsync(LongStale);
        await FinishAsync(pipeline, Jobs, "1 day");
        await FinishAsync(pipeline, old, "40 days");
        var reads = new TableReads(pipeline);
        await reads.StartAsync();

        (await TimedAsync("retention", TimeSpan.FromSeconds(30), () => pipeline.Get<Retention>().RunAsync(default))).ShouldBe(old);
        await SweepAsync(pipeline);

        // Each is found, looked up to be deleted, and its key looked for; what was deleted is passed over until it is vacuumed.
        await reads.ShouldBeFewAsync(Few + 6 * old);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(Jobs);
    }

    private async Task SweepAsync(TestPipeline pipeline)
    {
        (await TimedAsync(nameof(MessageRecovery), Quick, () => pipeline.Get<MessageRecovery>().RunAsync(default))).ShouldBe(0);
        await pipeline.BeatUntilSteadyAsync();
        (await TimedAsync(nameof(WorkerRecovery), Quick, () => pipeline.Get<WorkerRecovery>().RunAsync(default))).ShouldBe(0);
        (await TimedAsync(nameof(ExpiryRecovery), Quick, () => pipeline.Get<ExpiryRecovery>().RunAsync(default))).ShouldBe(0);
        (await TimedAsync(nameof(FlowRecovery), Quick, pipeline.SweepFlowsAsync)).ShouldBe(0);
        (await TimedAsync(nameof(LaneRescue), Quick, () => RescueAsync(pipeline))).ShouldBe(0);
        (await TimedAsync(nameof(Retention), Quick, () => pipeline.Get<Retention>().RunAsync(default))).ShouldBe(0);
        await TimedAsync(nameof(RecurringScheduler), Quick, async () => { await pipeline.Get<RecurringScheduler>().RunAsync(default); return 0; });
        await TimedAsync("the relay's look", Quick, async () => await pipeline.Get<OutboxRelay>().IdleTimeAsync(default));
    }

    // Each lane has a consumer, which is at its first message.
    private static Task<int> RescueAsync(TestPipeline pipeline) => pipeline.WithChannelAsync(async channel =>
    {
        await channel.BasicQosAsync(0, 1, global: false);
        foreach (var queue in pipeline.Queues.All)
            await channel.BasicConsumeAsync(queue, autoAck: false, "", noLocal: false, exclusive: false, arguments: null, new AsyncEventingBasicConsumer(channel));
        return await pipeline.Get<LaneRescue>().RunAsync(default);
    });

    private static async Task<int> RunUrgentAsync(TestPipeline pipeline)
    {
        await EnqueueUrgentAsync(pipeline);
        await pipeline.PublishAsync();
        await pipeline.ProcessAsync(await TakeUrgentAsync(pipeline));
        return (await pipeline.CountAsync("effect where text = 'urgent'")) == 1 ? 1 : throw new InvalidOperationException("It has not run.");
    }

    private static Task EnqueueUrgentAsync(TestPipeline pipeline) => pipeline.WithDbAsync(async db =>
    {
        db.Enqueue(new Step("urgent"), new EnqueueOptions { Priority = JobPriority.High });
        await db.SaveChangesAsync();
    });

    private static async Task<(int, byte[])> TakeUrgentAsync(TestPipeline pipeline)
    {
        var body = await Eventually.NotNullAsync(
            () => pipeline.WithChannelAsync(async channel => (await channel.BasicGetAsync(pipeline.Queues.Lane(LaneQueues.Urgent), autoAck: true))?.Body.ToArray()),
            Soon, "the urgent lane has a message");
        return (LaneQueues.Urgent, body);
    }

    private static Task<int> FillOutboxAsync(TestPipeline pipeline, string type, bool limited) => pipeline.ExecuteAsync(
        "insert into pipeline.outbox (id, type, version, jobs, limited) select gen_random_uuid(), $1, 1, array[gen_random_uuid()], $2 from generate_series(1, $3)", type, limited, Jobs);

    // Ids carry the time at which they were made.
    private static Task<int> FinishAsync(TestPipeline pipeline, int count, string age) => pipeline.ExecuteAsync(
        """
        insert into pipeline.job (id, type, version, args, status, message_id, created_at, finished_at)
        select (lpad(to_hex((extract(epoch from now() - $2::interval) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
               'test.step', 1, '{"text":"old"}', 'succeeded', gen_random_uuid(), now() - $2::interval, now() - $2::interval
        from generate_series(1, $1) n
        """,
        count, age);

    private Task TimedAsync(string what, TimeSpan limit, Func<Task> work) => TimedAsync(what, limit, async () => { await work(); return 0; });

    private async Task<T> TimedAsync<T>(string what, TimeSpan limit, Func<Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        var result = await work();
        output.WriteLine($"{what}: {clock.ElapsedMilliseconds} ms");
        clock.Elapsed.ShouldBeLessThan(limit, what);
        return result;
    }
}
