using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class GroupTests
{
    [ServiceFact]
    public async Task Progress_counts_every_member_once_whatever_it_came_to()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => int.Parse(run.Text) % 10 == 0 ? throw new InvalidOperationException("tens fail") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Group(100) with { OnFailure = FailurePolicy.ContinueOnFailure });
        flow.Members.ShouldBe(100);
        var begun = await pipeline.ProgressAsync(flow.Id);
        (begun.Open, begun.Status, begun.FinishedAt).ShouldBe((100, "running", null));

        await pipeline.RunFlowsAsync();

        var progress = await pipeline.ProgressAsync(flow.Id);
        (progress.Succeeded, progress.Dead, progress.Open, progress.Status).ShouldBe((90, 10, 0, "failed"));
        progress.FinishedAt.ShouldNotBeNull();
    }

    [ServiceFact]
    public async Task A_second_start_with_the_same_key_finds_the_first_and_writes_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var starts = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => pipeline.StartAsync(Group(10) with { IdempotencyKey = "k" }))));
        starts.Count(s => s is { IsNew: true, Members: 10 }).ShouldBe(1);
        starts.Select(s => s.Id).Distinct().Count().ShouldBe(1);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(10);
        (await pipeline.Get<FlowTable>().FindByKeyAsync("k", default)).ShouldNotBeNull();
    }

    [ServiceTheory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task An_idempotency_key_has_1_to_200_characters(int length, bool taken)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var start = () => pipeline.StartAsync(Group(1) with { IdempotencyKey = new('k', length) });
        if (taken) (await start()).IsNew.ShouldBeTrue();
        else (await Should.ThrowAsync<InvalidFlowException>(start)).Message.ShouldContain("1 to 200 characters");
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(taken ? 1 : 0);
    }

    [ServiceFact]
    public async Task A_flow_exists_whole_or_not_at_all()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await Should.ThrowAsync<IOException>(() => pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await pipeline.Get<FlowClient>().StartAsync(db, Flow.Group(BreaksAfter(12_000)));
            await transaction.CommitAsync();
        }));
        foreach (var table in new[] { "flow", "flow_progress", "job", "outbox" })
            (await pipeline.CountAsync("pipeline." + table)).ShouldBe(0, table);
    }

    [ServiceFact]
    public async Task A_group_of_nobody_has_succeeded()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Group(0));
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
    }

    private static Flow Group(int members) => Flow.Group(Enumerable.Range(0, members).Select(i => new Step($"{i}")));

    private static async IAsyncEnumerable<Step> BreaksAfter(int members)
    {
        for (var i = 0; i < members; i++) yield return new Step($"{i}");
        await Task.Yield();
        throw new IOException("the source broke");
    }
}
