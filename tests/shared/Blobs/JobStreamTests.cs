using System.Text;
using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Blobs;

public sealed class JobStreamTests
{
    [ServiceFact]
    public async Task One_job_writes_a_stream_and_another_reads_it_by_its_reference()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var read = new List<string>();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text.StartsWith("claims/"))
            {
                using var reader = new StreamReader(await run.Job.OpenReadAsync(run.Text, run.Token));
                read.Add(await reader.ReadToEndAsync(run.Token));
                return;
            }
            run.Db.Enqueue(new Step(await run.Job.WriteAsync("whole.txt", new MemoryStream(Encoding.UTF8.GetBytes("whole")), run.Token)));
            run.Db.Enqueue(new Step(await run.Job.WriteAsync("parts.txt", async (stream, token) =>
            {
                for (var i = 0; i < 3; i++) await stream.WriteAsync(Encoding.UTF8.GetBytes($"part {i} "), token);
            }, run.Token)));
            await run.Db.SaveChangesAsync(run.Token);
        };
        var writer = await pipeline.EnqueueAsync(new Step("write"));
        await pipeline.RunAsync();

        read.Order().ShouldBe(["part 0 part 1 part 2 ", "whole"]);
        (await pipeline.BlobsAsync()).ShouldAllBe(name => name.Contains($"/{writer}/0-1-"));
        (await pipeline.CleanAsync(TimeSpan.FromDays(29))).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData("imports/1/voters.csv")]
    [InlineData("claims/../imports/1/voters.csv")]
    [InlineData("")]
    [InlineData("http://127.0.0.1/claims/x")]
    [InlineData("claims/\0")]
    [InlineData("\uD83D'\"\u0001")]
    [InlineData(null)]
    public async Task What_is_no_jobs_blob_is_not_opened(string? reference)
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        ArgumentException? error = null;
        pipeline.Script.OnStep = async run => error = await Should.ThrowAsync<ArgumentException>(() => run.Job.OpenReadAsync(reference!, run.Token));
        await pipeline.EnqueueAsync(new Step("read"));
        await pipeline.RunAsync();
        error.ShouldNotBeNull().Message.ShouldContain("starts with claims/");
    }

    [ServiceFact]
    public async Task A_name_that_could_lead_elsewhere_is_refused_before_anything_is_written()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        string?[] names = ["../other", null, "", "a\0b", "a'b\"c", "tab\t", "\u202Egnp.exe", "雪", "\uD83D", new('a', 101), new('a', 1_000_000)];
        foreach (var name in names)
        {
            pipeline.Script.OnStep = run => run.Job.WriteAsync(name!, new MemoryStream([1]), run.Token);
            var job = await pipeline.EnqueueAsync(new Step("write"));
            await pipeline.RunAsync();
            var error = await pipeline.ScalarAsync<string>("select error from pipeline.job where id = $1", job);
            error.ShouldContain("1 to 100 of A-Z");
            error.Length.ShouldBeLessThan(4_100);
        }
        (await pipeline.BlobsAsync()).ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task A_reference_whose_blob_is_gone_is_a_missing_file()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            var reference = await run.Job.WriteAsync("a", new MemoryStream([1]), run.Token);
            await pipeline.Container.DeleteBlobAsync(reference, cancellationToken: run.Token);
            await Should.ThrowAsync<FileNotFoundException>(() => run.Job.OpenReadAsync(reference, run.Token));
        };
        var job = await pipeline.EnqueueAsync(new Step("write"));
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
    }
}
