using Pipeline.DeadLetters;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Recovery;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Running;

public sealed class AttemptHistoryTests
{
    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task Each_failed_attempt_is_kept_with_its_error_and_a_success_is_not(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = run => ++runs <= 2 ? throw new InvalidOperationException($"failure {runs}") : run.WriteAsync();
        var job = await pipeline.EnqueueAsync("a", mode);
        await RunOutAsync(pipeline);

        var attempts = await AttemptsAsync(pipeline, job);
        attempts.Select(a => (a.Generation, a.Attempt, a.Kind)).ShouldBe([(0, 2, "failed"), (0, 1, "failed")]);
        attempts[0].Error.ShouldNotBeNull().ShouldContain("failure 2");
        attempts[1].Error.ShouldNotBeNull().ShouldContain("failure 1");
        attempts.ShouldAllBe(a => a.Worker == pipeline.Get<WorkerPresence>().Id && a.Elapsed >= TimeSpan.Zero);
        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_replay_keeps_the_history_and_adds_to_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        await pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, CancellationToken.None);
        await pipeline.RunAsync();

        (await AttemptsAsync(pipeline, job)).Select(a => (a.Generation, a.Attempt)).ShouldBe([(1, 1), (0, 1)]);
    }

    [ServiceFact]
    public async Task A_run_that_its_worker_vanished_with_is_an_interruption()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        await pipeline.LoseWorkerAsync();
        await pipeline.RecoverWorkersAsync();

        var interruption = (await AttemptsAsync(pipeline, job)).ShouldHaveSingleItem();
        (interruption.Kind, interruption.Attempt, interruption.Error, interruption.Elapsed).ShouldBe(("interrupted", 1, null, TimeSpan.Zero));
        interruption.Worker.ShouldNotBeNull();
    }

    [ServiceFact]
    public async Task What_a_worker_let_go_of_was_not_interrupted()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        await pipeline.LoseWorkerAsync();
        await pipeline.ExecuteAsync("update pipeline.worker set released_at = now() where host = 'dead'");
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);

        (await AttemptsAsync(pipeline, job)).ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task The_history_goes_with_its_job_and_stays_with_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = run => run.Text == "dead" || ++runs == 1 ? throw new InvalidOperationException("failed") : run.WriteAsync();
        await pipeline.EnqueueAsync("ended");
        await RunOutAsync(pipeline);
        var dead = await pipeline.EnqueueAsync("dead");
        await RunOutAsync(pipeline);
        await pipeline.ExecuteAsync("""
            update pipeline.job set finished_at = now() - interval '40 days', id = ('01800000' || substr(id::text, 9))::uuid where status = 'succeeded';
            update pipeline.attempt set job_id = ('01800000' || substr(job_id::text, 9))::uuid where exists (select from pipeline.job j where j.id = ('01800000' || substr(job_id::text, 9))::uuid)
            """);
        (await pipeline.CountAsync("pipeline.attempt")).ShouldBe(4);

        await pipeline.Get<Retention>().RunAsync(CancellationToken.None);
        (await pipeline.CountAsync($"pipeline.attempt where job_id = '{dead}'")).ShouldBe(3);
        (await pipeline.CountAsync("pipeline.attempt")).ShouldBe(3);

        await pipeline.ExecuteAsync("update pipeline.dead_letter set received_at = now() - interval '100 days'");
        await pipeline.Get<Retention>().RunAsync(CancellationToken.None);
        (await pipeline.CountAsync("pipeline.attempt")).ShouldBe(0);
    }

    private static async Task RunOutAsync(TestPipeline pipeline)
    {
        do await pipeline.RunAsync();
        while (await pipeline.SkipDelaysAsync() > 0);
    }

    private static async Task<IReadOnlyList<JobAttempt>> AttemptsAsync(TestPipeline pipeline, Guid job) =>
        (await pipeline.Get<JobDetails>().FindAsync(job, CancellationToken.None)).ShouldNotBeNull().Attempts;
}
