using Microsoft.EntityFrameworkCore;
using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Inspection;

public sealed class JobListTests
{
    [ServiceFact]
    public async Task Each_state_lists_its_jobs_and_all_lists_each_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text switch
        {
            "dies" => throw new PermanentJobException("no"),
            "comes back" => throw new InvalidOperationException("not yet"),
            _ => run.WriteAsync(),
        };
        var expected = new Dictionary<JobState, Guid>
        {
            [JobState.Succeeded] = await pipeline.EnqueueAsync("succeeds"),
            [JobState.Dead] = await pipeline.EnqueueAsync("dies"),
            [JobState.Retrying] = await pipeline.EnqueueAsync("comes back"),
        };
        await pipeline.RunAsync();
        expected[JobState.Running] = await pipeline.EnqueueAsync("runs");
        await pipeline.PublishAsync();
        await pipeline.ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now() where published_at is not null", pipeline.Get<WorkerPresence>().Id);
        expected[JobState.Queued] = await pipeline.EnqueueAsync("waits for the relay");
        expected[JobState.Waiting] = await pipeline.WithDbAsync(async db =>
        {
            var id = db.Enqueue(new Step("later"), new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
            await db.SaveChangesAsync();
            return id;
        });

        foreach (var (state, id) in expected)
        {
            var job = (await ListAsync(pipeline, new() { State = state })).ShouldHaveSingleItem();
            (job.Id, job.State).ShouldBe((id, state));
        }
        var all = await ListAsync(pipeline, new());
        all.Select(j => j.Id).ShouldBe(expected.Values.OrderDescending());
        all.ShouldAllBe(j => expected[j.State] == j.Id);
        (await ListAsync(pipeline, new() { State = JobState.Retrying })).Single().DueAt.ShouldNotBeNull();
        (await ListAsync(pipeline, new() { State = JobState.Expired })).ShouldBeEmpty();
        (await ListAsync(pipeline, new() { Id = expected[JobState.Dead], State = JobState.Queued })).ShouldHaveSingleItem().Error.ShouldNotBeNull().ShouldContain("no");
    }

    [ServiceTheory]
    [InlineData(null, 3)]
    [InlineData(null, 100)]
    [InlineData(JobState.Queued, 3)]
    [InlineData(JobState.Queued, 100)]
    [InlineData(JobState.Dead, 3)]
    public async Task Pages_and_windows_of_any_size_give_every_job_once(JobState? state, int window)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        await pipeline.EnqueueManyAsync(70);
        if (state == JobState.Dead) await pipeline.RunAsync();
        var jobs = new JobList(pipeline.Get<PipelineDatabase>()) { Window = window };

        var (seen, after, pages) = (new List<Guid>(), (string?)null, 0);
        do
        {
            var page = await jobs.ListAsync(new() { State = state, TypePrefix = "test." }, after, 4, CancellationToken.None);
            seen.AddRange(page.Jobs.Select(j => j.Id));
            (page.Next is null).ShouldBe(page.LookedTo is null);
            after = page.Next;
        }
        while (after is not null && ++pages < 200);
        seen.Count.ShouldBe(70);
        seen.Distinct().Count().ShouldBe(70);
    }

    [ServiceFact]
    public async Task A_window_without_a_match_says_how_far_it_has_looked()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(30);
        var jobs = new JobList(pipeline.Get<PipelineDatabase>()) { Window = 20 };

        var page = await jobs.ListAsync(new() { State = JobState.Succeeded }, null, 10, CancellationToken.None);
        (page.Jobs.Count, page.Next is null, page.LookedTo is null).ShouldBe((0, false, false));
        page = await jobs.ListAsync(new() { State = JobState.Succeeded }, page.Next, 10, CancellationToken.None);
        (page.Jobs.Count, page.Next, page.LookedTo).ShouldBe((0, null, null));
    }

    [ServiceFact]
    public async Task A_flows_jobs_come_by_place_in_every_state()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "1" ? throw new PermanentJobException("no") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("0"), new Step("1"), new Step("2")], new Step("body")) with { OnFailure = FailurePolicy.ContinueOnFailure });
        (await ListAsync(pipeline, new() { Flow = flow.Id, State = JobState.Queued })).Count.ShouldBe(3);
        await pipeline.RunFlowsAsync();
        await pipeline.EnqueueAsync("of no flow");
        await pipeline.RunAsync();

        (await ListAsync(pipeline, new() { Flow = flow.Id })).Select(j => j.Place).ShouldBe([-1, 0, 1, 2]);
        (await ListAsync(pipeline, new() { Flow = flow.Id, State = JobState.Dead })).ShouldHaveSingleItem().Place.ShouldBe(1);
        (await ListAsync(pipeline, new() { Flow = flow.Id, State = JobState.Queued })).ShouldBeEmpty();
        (await ListAsync(pipeline, new() { Flow = Guid.NewGuid() })).ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task A_page_of_another_list_is_refused()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var jobs = pipeline.Get<JobList>();
        foreach (var (filter, after) in new (JobFilter, string)[] { (new(), "1"), (new() { State = JobState.Queued }, $"{Guid.NewGuid()}"), (new() { Flow = Guid.NewGuid() }, $"{Guid.NewGuid()}"), (new(), "") })
            await Should.ThrowAsync<FormatException>(() => jobs.ListAsync(filter, after, 10, CancellationToken.None));
    }

    private static async Task<IReadOnlyList<JobSummary>> ListAsync(TestPipeline pipeline, JobFilter filter) =>
        (await pipeline.Get<JobList>().ListAsync(filter, null, 100, CancellationToken.None)).Jobs;
}
