using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Access;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Tests.Blobs;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.Tests.Recovery;

/// <summary>After retention of everything nothing is left in any table that nobody can ever remove, whatever happened before.</summary>
public sealed class RetentionPropertyTests(ITestOutputHelper output)
{
    private const int Steps = 60;

    private static readonly TimeSpan Everything = TimeSpan.FromDays(-1), Nothing = TimeSpan.FromDays(3650);

    // What holds one row for each thing that is configured or runs, and does not grow with the work.
    private static readonly string[] Lasting = ["access_key", "blob_cleanup", "blob_mark", "blob_owner", "migration", "rate_limit", "recurring", "sweep", "worker"];

    [ServiceTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task After_retention_of_everything_nothing_is_left_that_nobody_can_remove(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var pipeline = await ClaimWorld.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        var random = new Random(seed);
        pipeline.Script.OnStep = run => run.Text switch
        {
            "dies" => throw new PermanentJobException("no"),
            "fails" => throw new IOException("not yet"),
            "luck" when Random.Shared.Next(2) == 0 => throw new PermanentJobException("no luck"),
            _ => run.WriteAsync(),
        };
        for (var i = 0; i < Steps; i++) await StepAsync(pipeline, random);
        await EndAsync(pipeline);

        await RetainAsync(pipeline, Everything, Everything);

        var left = await pipeline.ScalarAsync<string>("select coalesce(string_agg(name || ': ' || rows, ', '), '') from (" + string.Join(" union all ",
            (await TablesAsync(pipeline)).Except(Lasting).Select(t => $"select '{t}' as name, count(*) as rows from pipeline.{t}")) + ") t where rows > 0");
        left.ShouldBe("");
    }

    private static Task StepAsync(TestPipeline pipeline, Random random) => random.Next(16) switch
    {
        0 => EnqueueAsync(pipeline, new Step(Text(random)), new() { Delay = TimeSpan.FromSeconds(random.Next(2)), ExpiresAfter = random.Next(2) == 0 ? TimeSpan.FromMilliseconds(1) : null }),
        1 => EnqueueAsync(pipeline, new IoStep(Text(random)), new() { Priority = JobPriority.High }),
        2 => EnqueueAsync(pipeline, new LimitedStep("limited"), null),
        3 => EnqueueAsync(pipeline, new Step(ClaimWorld.TextFor(9_000)), null),
        4 or 5 => OnceAsync(pipeline, new Step(Text(random)), $"key {random.Next(4)}", random.Next(2) == 0),
        6 or 7 or 8 => pipeline.StartAsync(Tree(random, 0)),
        9 => CancelAsync(pipeline, random),
        10 => pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, CancellationToken.None),
        11 => ReplayAsync(pipeline, random),
        12 => DiscardAsync(pipeline, random),
        13 => pipeline.Get<UnreadableMessages>().KeepAsync(
            UnreadableMessages.NewId(), 0, "unreadable", new byte[random.Next(2) == 0 ? 10 : 100_000], CancellationToken.None),
        14 => RetainAsync(pipeline, random.Next(2) == 0 ? Everything : Nothing, random.Next(2) == 0 ? Everything : Nothing),
        _ => LoseAsync(pipeline),
    };

    private static string Text(Random random) => random.GetItems(["dies", "fails", "luck", "works"], 1)[0];

    private static Flow Tree(Random random, int depth)
    {
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ => depth < 2 && random.Next(3) == 0 ? Tree(random, depth + 1) : (object)new Step(Text(random))).ToList();
        var flow = random.Next(2) == 0 ? Flow.Chain(members)
            : Flow.Group(members) with { MaxParallel = random.Next(1, 3), OnFailure = random.Next(2) == 0 ? FailurePolicy.FailFast : FailurePolicy.ContinueOnFailure };
        return flow with
        {
            Then = random.Next(2) == 0 ? new Step(Text(random)) : null,
            OnError = random.Next(2) == 0 ? new Step(Text(random)) : null,
        };
    }

    private static Task EnqueueAsync<T>(TestPipeline pipeline, T args, EnqueueOptions? options) where T : notnull => pipeline.WithDbAsync(db =>
    {
        db.Enqueue(args, options);
        return db.SaveChangesAsync();
    });

    private static Task OnceAsync(TestPipeline pipeline, Step args, string key, bool keeps) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.EnqueueOnceAsync(args, key, keepKey: keeps);
        await transaction.CommitAsync();
    });

    private static async Task CancelAsync(TestPipeline pipeline, Random random)
    {
        await pipeline.PublishAsync();
        if (await PickAsync(pipeline, random, "select id from pipeline.flow where finished_at is null") is { } flow)
            await pipeline.Get<FlowClient>().CancelAsync(flow, CancellationToken.None);
    }

    private static async Task ReplayAsync(TestPipeline pipeline, Random random)
    {
        await RunAsync(pipeline);
        if (await PickAsync(pipeline, random, "select id from pipeline.flow where finished_at is not null and parent_id is null") is { } flow)
            await pipeline.Get<FlowClient>().ReplayAsync(flow, CancellationToken.None);
        if (await PickAsync(pipeline, random, "select id from pipeline.job where status = 'dead'") is { } job)
            await pipeline.Get<JobReplay>().ReplayAsync(job, CancellationToken.None);
    }

    private static async Task DiscardAsync(TestPipeline pipeline, Random random)
    {
        await RunAsync(pipeline);
        if (await PickAsync(pipeline, random, "select id from pipeline.dead_letter") is { } letter)
            await pipeline.Get<DeadLetterTable>().DiscardAsync(random.Next(2) == 0 ? DeadLetterFilter.All : new() { Ids = [letter] }, CancellationToken.None);
    }

    private static async Task LoseAsync(TestPipeline pipeline)
    {
        await pipeline.PublishAsync();
        await pipeline.LoseWorkerAsync();
        await pipeline.RecoverWorkersAsync();
    }

    private static async Task<Guid?> PickAsync(TestPipeline pipeline, Random random, string sql)
    {
        var ids = await pipeline.ScalarAsync<Guid[]>($"select array({sql} order by 1)");
        return ids.Length == 0 ? null : ids[random.Next(ids.Length)];
    }

    private static async Task RunAsync(TestPipeline pipeline)
    {
        await pipeline.Get<ExpiryRecovery>().RunAsync(CancellationToken.None);
        await pipeline.RunFlowsAsync();
        await pipeline.SweepFlowsAsync();
    }

    private static async Task EndAsync(TestPipeline pipeline)
    {
        const string open = "(select id from pipeline.job where status = 'queued' union all select id from pipeline.flow where finished_at is null union all select id from pipeline.outbox) o";
        await Eventually.TrueAsync(
            async () =>
            {
                await RunAsync(pipeline);
                return await pipeline.CountAsync(open) == 0;
            },
            TimeSpan.FromMinutes(2), "everything has ended");
    }

    // As if so much time had passed; rows that others wait for may go in the next run only.
    private static async Task RetainAsync(TestPipeline pipeline, TimeSpan jobs, TimeSpan letters)
    {
        await pipeline.ExecuteAsync("update pipeline.activity set bucket = bucket - interval '1 year'");
        await pipeline.ExecuteAsync("update pipeline.lane_activity set bucket = bucket - interval '1 year'");
        var retention = new Retention(
            pipeline.Get<Pipeline.Database.PipelineDatabase>(), pipeline.Get<ActivityTable>(), pipeline.Get<AuditTable>(), pipeline.Get<RecurringTable>(),
            pipeline.Get<PipelineOptions>() with { JobRetention = jobs, DeadLetterRetention = letters, AuditRetention = Everything },
            TimeProvider.System, NullLogger<Retention>.Instance);
        while (await retention.RunAsync(CancellationToken.None) > 0) { }
    }

    private static Task<string[]> TablesAsync(TestPipeline pipeline) =>
        pipeline.ScalarAsync<string[]>("select array_agg(relname::text) from pg_class where relnamespace = 'pipeline'::regnamespace and relkind = 'r'");
}
