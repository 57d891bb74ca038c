using System.Text;
using Pipeline.Flows;
using Pipeline.Recovery;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>A message is a hint where to look; what it says is taken from the row. Anybody who can publish can write one.</summary>
public sealed class ForeignMessageTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _runs = new();
    private readonly TaskCompletionSource _ends = new();

    [ServiceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_without_a_row_holds_up_nothing_whatever_it_says(bool lone)
    {
        // Time stands still: whoever waits for it would wait for ever.
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = new ManualTime() });
        pipeline.Script.OnStep = async _ => { _runs.SetResult(); await _ends.Task; };
        await pipeline.EnqueueAsync("a");
        var running = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await _runs.Task.EndsAsync(Soon);

        await pipeline.ProcessAsync((0, Message(Guid.NewGuid(), lone))).EndsAsync(Soon);

        _ends.SetResult();
        await running.EndsAsync(Soon);
    }

    [ServiceFact]
    public async Task A_message_without_a_row_does_not_wait_for_an_isolated_job()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = new ManualTime() });
        pipeline.Script.OnStep = async _ => { _runs.SetResult(); await _ends.Task; };
        await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.outbox set lone = true");
        var running = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await _runs.Task.EndsAsync(Soon);

        foreach (var lone in (bool[])[true, false])
            await pipeline.ProcessAsync((0, Message(Guid.NewGuid(), lone))).EndsAsync(Soon);

        _ends.SetResult();
        await running.EndsAsync(Soon);
    }

    [ServiceFact]
    public async Task A_message_that_calls_an_ordinary_row_isolated_stops_nobody()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = new ManualTime() });
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "first") { _runs.SetResult(); await _ends.Task; }
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("first");
        var running = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await _runs.Task.EndsAsync(Soon);
        await pipeline.EnqueueAsync("second");
        await pipeline.PublishAsync();

        await pipeline.ProcessAsync((0, Message(await RowAsync(pipeline), lone: true))).EndsAsync(Soon);
        (await pipeline.CountAsync("effect where text = 'second'")).ShouldBe(1);

        _ends.SetResult();
        await running.EndsAsync(Soon);
    }

    [ServiceFact]
    public async Task An_isolated_row_runs_isolated_whatever_its_message_says()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var alone = false;
        pipeline.Script.OnStep = async run =>
        {
            alone = await pipeline.ScalarAsync<bool>("select alone from pipeline.outbox");
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.outbox set lone = true");
        await pipeline.PublishAsync();

        await pipeline.ProcessAsync((0, Message(await RowAsync(pipeline), lone: false)));

        alone.ShouldBeTrue();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task What_runs_is_what_the_row_names_not_what_the_message_does()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var named = await pipeline.EnqueueAsync("named");
        var other = await pipeline.EnqueueAsync("other");
        var row = await pipeline.ScalarAsync<Guid>("select message_id from pipeline.job where id = $1", named);
        await pipeline.ProcessAsync((0, Encoding.UTF8.GetBytes($$"""{"v":1,"id":"{{row}}","priority":1,"flow":"{{Guid.NewGuid()}}","jobs":["{{other}}"]}""")));
        (await pipeline.StatusAsync(named)).ShouldBe("succeeded");
        (await pipeline.StatusAsync(other)).ShouldBe("queued");
    }

    [ServiceTheory]
    [InlineData("due_at = now() + interval '3 days'")]
    [InlineData("due_at = 'infinity'")]
    public async Task A_message_in_the_dead_letter_queue_does_not_move_a_row_that_waits_for_its_turn(string waits)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.outbox set " + waits);
        var due = await pipeline.ScalarAsync<string>("select due_at::text from pipeline.outbox");
        await pipeline.Get<DeadMessages>().ProcessAsync(Message(await RowAsync(pipeline), lone: false), default);
        (await pipeline.ScalarAsync<string>("select due_at::text from pipeline.outbox")).ShouldBe(due);
    }

    [ServiceTheory]
    [InlineData("due_at = now() + interval '3 days'")]
    [InlineData("due_at = 'infinity'")]
    public async Task A_message_does_not_run_a_row_before_its_turn(string waits)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.outbox set " + waits);
        await pipeline.ProcessAsync((0, Message(await RowAsync(pipeline), lone: false)));
        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.outbox where token is null")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_wake_of_a_flow_that_is_not_there_or_lies_in_another_is_for_none()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Group([Flow.Group([new Step("a")])]));
        var nested = await pipeline.ScalarAsync<Guid>("select id from pipeline.flow where parent_id is not null");
        var driver = pipeline.Get<FlowDriver>();
        (await driver.DriveAsync(flow.Id, default)).ShouldNotBeNull();
        (await driver.DriveAsync(nested, default)).ShouldBeNull();
        (await driver.DriveAsync(Guid.NewGuid(), default)).ShouldBeNull();
    }

    private static Task<Guid> RowAsync(TestPipeline pipeline) => pipeline.ScalarAsync<Guid>("select id from pipeline.outbox where token is null");

    private static byte[] Message(Guid id, bool lone) => Encoding.UTF8.GetBytes($$"""{"v":1,"id":"{{id}}",{{(lone ? "\"lone\":true," : "")}}"jobs":["{{Guid.NewGuid()}}"]}""");
}
