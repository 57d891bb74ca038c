using Pipeline.Flows;
using Pipeline.Jobs;

namespace Pipeline.Tests.Jobs;

public sealed class JobContextForTestTests
{
    [Fact]
    public void By_default_it_is_the_first_attempt_of_a_job_in_no_flow()
    {
        var job = JobContext.ForTest();
        (job.Attempt, job.MaxAttempts, job.Generation, job.FlowId, job.FlowIndex, job.Tuple).ShouldBe((1, 5, 0, null, null, null));
        job.Key.ShouldBe($"{job.Id:N}-0");
    }

    [Fact]
    public void It_takes_what_the_handler_declares()
    {
        var job = JobContext.ForTest(TestJob.Of<SumHandler>() with { Attempt = 3 });
        (job.Name, job.Version, job.MaxAttempts, job.Attempt).ShouldBe(("test.sum", 2, 3, 3));
    }

    [Fact]
    public void A_declaration_that_breaks_a_rule_is_refused_as_at_the_start_of_an_app() =>
        Should.Throw<InvalidJobException>(() => TestJob.Of<NoTimeHandler>()).Message.ShouldContain("TimeLimit");

    [Fact]
    public void Attempts_below_one_are_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new TestJob { Attempt = 0 });

    [Fact]
    public async Task A_body_reads_the_results_that_it_is_given()
    {
        var job = JobContext.ForTest(new() { Results = [TestJob.Succeeded(0, 4m), TestJob.Failed(1, "503 for gone"), TestJob.Succeeded(2, 3m)] });
        (await new SumHandler().HandleAsync(new(), job, CancellationToken.None)).ShouldBe("7, without 1 (dead: 503 for gone)");
        job.FlowIndex.ShouldBe(-1);
    }

    [Fact]
    public async Task A_step_of_a_chain_reads_the_step_before()
    {
        var job = JobContext.ForTest(new() { FlowIndex = 1, Results = [TestJob.Succeeded(0, new Priced("bolt", 4m))] });
        (await job.PreviousAsync<Priced>(CancellationToken.None)).ShouldBe(new("bolt", 4m));
    }

    [Fact]
    public async Task Without_results_there_is_nothing_before()
    {
        (await JobContext.ForTest().ResultsAsync(CancellationToken.None).CountAsync()).ShouldBe(0);
        (await JobContext.ForTest().PreviousAsync<string>(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_job_writes_is_in_its_streams_and_another_reads_it()
    {
        var writer = new TestJob();
        var context = JobContext.ForTest(writer);
        var reference = await context.WriteAsync("report.csv", new MemoryStream([1, 2, 3]), CancellationToken.None);
        writer.Streams[reference].ShouldBe([1, 2, 3]);

        var reader = JobContext.ForTest(new() { Streams = writer.Streams });
        await using var read = await reader.OpenReadAsync(reference, CancellationToken.None);
        read.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Streams_refuse_what_real_ones_refuse()
    {
        var job = JobContext.ForTest();
        await Should.ThrowAsync<ArgumentException>(() => job.WriteAsync("../report.csv", new MemoryStream([1]), CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(() => job.OpenReadAsync("imports/report.csv", CancellationToken.None));
        var gone = (await job.WriteAsync("report.csv", new MemoryStream([1]), CancellationToken.None)).Replace("report", "other");
        await Should.ThrowAsync<FileNotFoundException>(() => job.OpenReadAsync(gone, CancellationToken.None));
    }

    [Fact]
    public async Task Beginning_the_transaction_needs_no_server() => await JobContext.ForTest().BeginAsync(CancellationToken.None);

    [Fact]
    public async Task A_batch_handler_is_given_items()
    {
        BatchItem<int>[] batch = [new(1, JobContext.ForTest()), new(2, JobContext.ForTest())];
        await new DoubleHandler().HandleAsync(batch, CancellationToken.None);
        batch.Select(i => i.Result).ShouldBe([2, 4]);
    }

    private sealed record Sum;

    private sealed record Priced(string Sku, decimal Price);

    [Job("test.sum", Version = 2, MaxAttempts = 3)]
    private sealed class SumHandler : IJobHandler<Sum, string>
    {
        public async Task<string> HandleAsync(Sum args, JobContext job, CancellationToken cancellationToken)
        {
            var (sum, failed) = (0m, "");
            await foreach (var member in job.ResultsAsync(cancellationToken))
                if (member.Succeeded) sum += member.As<decimal>();
                else failed += $", without {member.Index} ({member.Status}: {member.Error})";
            return $"{sum}{failed}";
        }
    }

    [Job("test.no-time", TimeLimit = "soon")]
    private sealed class NoTimeHandler : IJobHandler<Sum>
    {
        public Task HandleAsync(Sum args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Job("test.double")]
    private sealed class DoubleHandler : IBatchHandler<int>
    {
        public Task HandleAsync(IReadOnlyList<BatchItem<int>> batch, CancellationToken cancellationToken)
        {
            foreach (var item in batch) item.Result = item.Args * 2;
            return Task.CompletedTask;
        }
    }
}
