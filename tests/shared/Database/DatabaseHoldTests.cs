using Pipeline.Database;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Database;

/// <summary>The host requeues at once what throws, and after five times it is dead: no outage may make a message throw before its time.</summary>
public sealed class DatabaseHoldTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    [ServiceFact]
    public async Task While_PostgreSQL_is_away_a_message_is_held_and_then_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        var id = await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        await pipeline.Database.LeaveAsync();
        var processing = pipeline.ProcessAsync(message);
        await HeldAsync(pipeline, processing);

        await pipeline.Database.ReturnAsync();
        await _time.PassUntilAsync(processing, Pause);
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_database_that_refuses_to_write_is_as_good_as_away()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        var id = await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        // A managed server does this when its disk is nearly full, or when the connection landed on a standby.
        await TestServer.ExecuteAsync($"alter database {pipeline.Database.Name} set default_transaction_read_only = on");
        await pipeline.Database.EndSessionsAsync();
        var processing = pipeline.ProcessAsync(message);
        await HeldAsync(pipeline, processing);

        await TestServer.ExecuteAsync($"alter database {pipeline.Database.Name} reset default_transaction_read_only");
        await pipeline.Database.EndSessionsAsync();
        await _time.PassUntilAsync(processing, Pause);
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_run_held_too_long_goes_back_to_the_broker_and_its_lease_is_returned()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        pipeline.Script.OnStep = async run => { await run.WriteAsync(); await pipeline.Database.LeaveAsync(); };
        var id = await pipeline.EnqueueAsync("a");
        var processing = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        var error = await Should.ThrowAsync<TimeoutException>(
            () => _time.PassUntilAsync(processing, Pause, () => pipeline.Log.Count("a message is held") > 0));
        error.Message.ShouldContain("stayed away");

        await pipeline.Database.ReturnAsync();
        (await pipeline.ScalarAsync<bool>("select token is not null from pipeline.outbox")).ShouldBeTrue();
        await pipeline.Get<WorkerPresence>().ReturnAsync(default);
        // What a loop of the product does by trying again.
        foreach (var source in pipeline.Get<PipelineDatabase>().All) source.Clear();
        pipeline.Script.OnStep = run => run.WriteAsync();
        await _time.PassUntilAsync(pipeline.RunAsync(), Pause);
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData("alter table pipeline.outbox rename to gone", "alter table pipeline.gone rename to outbox", "apply the migrations")]
    [InlineData("alter table pipeline.outbox rename column claimed_at to gone",
        "alter table pipeline.outbox rename column gone to claimed_at", "apply the migrations")]
    public async Task What_the_database_refuses_is_not_called_its_absence(string broken, string mended, string said)
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        var id = await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        await pipeline.ExecuteAsync(broken);
        var processing = pipeline.ProcessAsync(message);
        await HeldAsync(pipeline, processing);
        pipeline.Log.Count(said).ShouldBeGreaterThanOrEqualTo(3);
        pipeline.Log.Count("is away").ShouldBe(0);

        await pipeline.ExecuteAsync(mended);
        await _time.PassUntilAsync(processing, Pause);
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_message_given_back_for_what_the_database_refuses_says_what_that_is()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        await pipeline.ExecuteAsync("alter table pipeline.outbox rename to gone");
        var processing = pipeline.ProcessAsync(message);
        var error = await Should.ThrowAsync<TimeoutException>(
            () => _time.PassUntilAsync(processing, Pause, () => pipeline.Log.Count("a message is held") > 0));
        error.Message.ShouldContain("42P01");
        error.Message.ShouldNotContain("away");
    }

    private async Task HeldAsync(TestPipeline pipeline, Task processing)
    {
        await Eventually.TrueAsync(
            () => { _time.Advance(Pause); return pipeline.Log.Count("a message is held") >= 3 || processing.IsCompleted; }, Soon, "the message is held");
        processing.IsCompleted.ShouldBeFalse();
    }
}
