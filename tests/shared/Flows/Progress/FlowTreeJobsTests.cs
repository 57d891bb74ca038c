using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowTreeJobsTests
{
    [ServiceFact]
    public async Task Members_without_outcome_are_told_by_what_they_do()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var nested = Flow.Group([new Step("n")]);
        var flow = await pipeline.StartAsync(Flow.Chord(Enumerable.Range(0, 20).Select(i => (object)new IoStep($"{i}")).Append(nested).Append(nested), new Step("body")) with { MaxParallel = 6 });
        (await OpenAsync(pipeline, flow.Id)).ShouldBe(new(Running: 0, Queued: 6, Waiting: 0, Held: 16));

        const string some = "(select o.id from pipeline.outbox o where o.flow_id = $1 and o.due_at < 'infinity' and o.token is null and o.due_at <= now() limit 1)";
        var running = await pipeline.ScalarAsync<int>($"update pipeline.outbox set token = gen_random_uuid() where id = {some} returning cardinality(jobs)", flow.Id);
        var waiting = await pipeline.ScalarAsync<int>($"update pipeline.outbox set due_at = now() + interval '1 hour' where id = {some} returning cardinality(jobs)", flow.Id);

        (await OpenAsync(pipeline, flow.Id)).ShouldBe(new(running, 6 - running - waiting, waiting, Held: 16));
        await pipeline.ExecuteAsync("update pipeline.flow set stage = 'members' where parent_id = $1", flow.Id);
        (await OpenAsync(pipeline, flow.Id)).ShouldBe(new(running + 2, 6 - running - waiting, waiting, Held: 14));
    }

    [ServiceFact]
    public async Task Failed_jobs_are_named_with_their_errors_callbacks_first()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text is "3" or "7" or "body" ? throw new PermanentJobException($"{run.Text} fails") : run.WriteAsync();
        var flow = await pipeline.StartAsync(
            Flow.Chord(Enumerable.Range(0, 10).Select(i => new Step($"{i}")), new Step("body"), onError: new Step("error")) with { OnFailure = FailurePolicy.ContinueOnFailure });
        (await CallbacksAsync(pipeline, flow.Id)).ShouldBe(["Body waiting", "OnError waiting"]);

        await pipeline.RunFlowsAsync();

        var progress = await pipeline.ProgressAsync(flow.Id);
        progress.Status.ShouldBe("failed");
        var failed = await pipeline.Get<FlowTreeJobs>().FailedAsync(progress, CancellationToken.None);
        failed.Select(f => (f.Place, f.Status)).ShouldBe([(-1, "dead"), (3, "dead"), (7, "dead")]);
        failed[1].Error!.ShouldContain("3 fails");
        (await CallbacksAsync(pipeline, flow.Id)).ShouldBe(["Body dead", "OnError succeeded"]);
    }

    [ServiceFact]
    public async Task A_flow_of_which_all_succeeded_has_no_failed_jobs_and_its_error_callback_was_skipped()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], new Step("body"), onError: new Step("error")));

        await pipeline.RunFlowsAsync();

        (await pipeline.Get<FlowTreeJobs>().FailedAsync(await pipeline.ProgressAsync(flow.Id), CancellationToken.None)).ShouldBeEmpty();
        (await CallbacksAsync(pipeline, flow.Id)).ShouldBe(["Body succeeded", "OnError skipped"]);
        (await OpenAsync(pipeline, flow.Id)).ShouldBe(new(0, 0, 0, 0));
    }

    private static async Task<FlowTreeMembers> OpenAsync(TestPipeline pipeline, Guid flow) =>
        await pipeline.Get<FlowTreeJobs>().OpenAsync(await pipeline.ProgressAsync(flow), CancellationToken.None);

    private static async Task<IEnumerable<string>> CallbacksAsync(TestPipeline pipeline, Guid flow) =>
        (await pipeline.Get<FlowTreeJobs>().CallbacksAsync(flow, CancellationToken.None)).Select(c => $"{c.Role} {c.Status}");
}
