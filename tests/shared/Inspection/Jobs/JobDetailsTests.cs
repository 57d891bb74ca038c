using Pipeline.Blobs;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Inspection;

public sealed class JobDetailsTests
{
    [ServiceFact]
    public async Task A_running_job_names_its_message_and_its_worker()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:StaleAfter", "00:05:00"));
        var job = await pipeline.EnqueueAsync("a");
        JobDetail? seen = null;
        pipeline.Script.OnStep = async _ => seen = await FindAsync(pipeline, job);
        await pipeline.RunAsync();

        seen.ShouldNotBeNull().Job.State.ShouldBe(JobState.Running);
        seen.Message.ShouldNotBeNull().Lane.ShouldNotBeNull().ShouldStartWith(pipeline.Queues.Prefix);
        (seen.Message.Jobs, seen.Message.Priority, seen.Message.Limited, seen.Message.ClaimedAt is null).ShouldBe((1, "normal", false, false));
        (seen.Worker.ShouldNotBeNull().Id, seen.Worker.Alive).ShouldBe((pipeline.Get<WorkerPresence>().Id, true));

        var ended = await FindAsync(pipeline, job);
        (ended.Job.State, ended.Message, ended.Worker, ended.DeadLetter).ShouldBe((JobState.Succeeded, null, null, null));
        ended.Args.Text.ShouldBe("""{"text":"a"}""");
        ended.Args.Bytes.ShouldBe(12);
    }

    [ServiceFact]
    public async Task A_dead_job_has_its_error_and_its_letter()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("account 12345678 is closed");
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();

        var dead = await FindAsync(pipeline, job);
        dead.Error.ShouldNotBeNull().ShouldContain("account 12345678 is closed");
        dead.DeadLetter.ShouldNotBeNull().Cause.ShouldEndWith("account # is closed");
        dead.Attempts.ShouldHaveSingleItem().Error.ShouldBe(dead.Error);
    }

    [ServiceTheory]
    [InlineData(5_000, false, false)]
    [InlineData(9_000, true, false)]
    [InlineData(100_000, true, true)]
    public async Task Large_arguments_are_shown_from_their_beginning(int characters, bool inBlob, bool truncated)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<BlobStore>().PrepareAsync(default);
        var job = await pipeline.EnqueueAsync(new string('a', characters));

        var args = (await FindAsync(pipeline, job)).Args;
        (args.Bytes > characters, args.Blob is not null, args.Truncated, args.Problem).ShouldBe((true, inBlob, truncated, null));
        args.Text.ShouldNotBeNull().ShouldStartWith("{\"text\":\"aaa");

        await pipeline.Container.DeleteAsync();
        (await FindAsync(pipeline, job)).Args.Problem.ShouldBe(inBlob ? "unavailable" : null);
    }

    [ServiceFact]
    public async Task A_blob_that_is_past_its_retention_is_gone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<BlobStore>().PrepareAsync(default);
        var job = await pipeline.EnqueueAsync(new string('a', 20_000));
        var blob = (await FindAsync(pipeline, job)).Args.Blob;
        await pipeline.Container.DeleteBlobAsync(blob);

        (await FindAsync(pipeline, job)).Args.ShouldBe(new(null, null, false, blob, "gone"));
    }

    [ServiceFact]
    public async Task A_member_names_its_flow()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("0")], new Step("body")));
        var member = await pipeline.ScalarAsync<Guid>("select id from pipeline.job where flow_index = 0");

        var found = await FindAsync(pipeline, member);
        (found.Flow.ShouldNotBeNull().Id, found.Flow.RootId, found.Job.Place).ShouldBe((flow.Id, flow.Id, 0));
    }

    [ServiceFact]
    public async Task No_job_is_none()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await pipeline.Get<JobDetails>().FindAsync(Guid.NewGuid(), CancellationToken.None)).ShouldBeNull();
    }

    private static async Task<JobDetail> FindAsync(TestPipeline pipeline, Guid job) => (await pipeline.Get<JobDetails>().FindAsync(job, CancellationToken.None)).ShouldNotBeNull();
}
