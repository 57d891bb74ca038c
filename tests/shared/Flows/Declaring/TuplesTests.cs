using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class TuplesTests
{
    [ServiceFact]
    public async Task A_starmap_is_one_job_whose_result_is_the_array_of_its_arguments_results()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var keys = new List<string>();
        string[]? seen = null;
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "body") seen = await run.Job.PreviousAsync<string[]>(run.Token);
            else keys.Add($"{run.Job.Tuple} {run.Job.Key[^2..]}");
        };
        var flow = await pipeline.StartAsync(Flow.Starmap(new[] { "a", "b", "c" }.Select(t => new IoStep(t))) with { Then = new Step("body") });
        flow.Members.ShouldBe(1);
        await pipeline.RunFlowsAsync();
        seen.ShouldBe(["did a", "did b", "did c"]);
        keys.ShouldBe(["0 -0", "1 -1", "2 -2"]);
    }

    [ServiceFact]
    public async Task A_batch_handler_gets_all_arguments_of_its_jobs_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => Task.CompletedTask;
        var flow = await pipeline.StartAsync(Flow.Chunks(Enumerable.Range(0, 25).Select(i => new BatchStep($"{i}")), 10));
        flow.Members.ShouldBe(3);
        await pipeline.RunFlowsAsync();
        pipeline.Script.Batches.Sum().ShouldBe(25);
        (await pipeline.ScalarAsync<string>("select result from pipeline.job where flow_index = 2")).ShouldBe("""["20","21","22","23","24"]""");
    }

    [ServiceFact]
    public async Task A_handler_without_a_result_leaves_none_and_one_argument_that_fails_undoes_all_of_its_job()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "13" ? throw new PermanentJobException("13 fails") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chunks(Enumerable.Range(0, 20).Select(i => new Step($"{i}")), 10) with { OnFailure = FailurePolicy.ContinueOnFailure });
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Succeeded.ShouldBe(1), f => f.Dead.ShouldBe(1));
        (await pipeline.CountAsync("effect")).ShouldBe(10);
        (await pipeline.CountAsync("pipeline.job where result is not null")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(BatchStep))]
    public async Task Of_nothing_a_starmap_is_a_job_that_does_nothing_and_chunks_are_a_flow_without_members(string kind)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var starmap = await pipeline.StartAsync(kind == nameof(Step) ? Flow.Starmap(Array.Empty<Step>()) : Flow.Starmap(Array.Empty<BatchStep>()));
        var chunks = await pipeline.StartAsync(Flow.Chunks(Array.Empty<Step>(), 5));
        (starmap.Members, chunks.Members).ShouldBe((1, 0));
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(starmap.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("succeeded"), f => f.Succeeded.ShouldBe(1));
        (await pipeline.ProgressAsync(chunks.Id)).Status.ShouldBe("succeeded");
        pipeline.Script.Batches.ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task What_is_too_large_for_one_job_is_refused_with_the_limit()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:LargestArgs", "20000"));
        var start = () => pipeline.StartAsync(Flow.Starmap(Enumerable.Range(0, 1_000).Select(_ => new Step(new('x', 100)))));
        (await Should.ThrowAsync<JobTooLargeException>(start)).Message.ShouldContain("20000");
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => Flow.Chunks(Array.Empty<Step>(), 0));
    }
}
