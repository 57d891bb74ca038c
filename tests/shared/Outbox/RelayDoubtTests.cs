using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

/// <summary>Rows that a living relay has taken, and does not know of, are not held until its lease ends.</summary>
public sealed class RelayDoubtTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceTheory]
    [InlineData("update pipeline.outbox set taken_by", "pipeline.outbox where taken_by is not null")] // the answer to the take
    [InlineData("update pipeline.outbox set published_at = now()", "pipeline.outbox where published_at is not null")] // to the mark of what was sent
    public async Task What_an_answer_was_lost_for_is_published_all_the_same(string statement, string done)
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) },
            ("Pipeline:RelayLease", "00:30:00"));
        await pipeline.EnqueueManyAsync(64);
        proxy.SwallowAnswerTo(statement);
        var publishing = pipeline.PublishAsync();
        await proxy.Swallowing.EndsAsync(Soon);
        await Eventually.TrueAsync(async () => await pipeline.CountAsync(done) > 0, Soon, "the statement is committed");
        proxy.Break();
        await Should.ThrowAsync<Exception>(() => publishing.EndsAsync(Soon));

        await pipeline.PublishAsync();
        (await pipeline.CountAsync("pipeline.outbox where published_at is null or taken_by is not null")).ShouldBe(0);
        while (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
        (await pipeline.CountAsync("effect")).ShouldBe(64);
    }

    [ServiceFact]
    public async Task Limited_rows_are_as_any_others()
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) },
            ("Pipeline:RelayLease", "00:30:00"));
        await pipeline.WithDbAsync(async db => { db.Enqueue(new LimitedStep("a")); await db.SaveChangesAsync(); });
        proxy.SwallowAnswerTo("update pipeline.rate_limit set next_at");
        var publishing = pipeline.PublishAsync();
        await proxy.Swallowing.EndsAsync(Soon);
        proxy.Break();
        await Should.ThrowAsync<Exception>(() => publishing.EndsAsync(Soon));

        await Eventually.TrueAsync(async () => await pipeline.PublishAsync() > 0, Soon, "the row is published");
    }
}
