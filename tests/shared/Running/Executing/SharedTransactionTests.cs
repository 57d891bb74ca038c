using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>The jobs of a message share a transaction: what one of them does to the others.</summary>
public sealed class SharedTransactionTests
{
    // Ten jobs a message.
    private const int Many = 320;

    private readonly ConcurrentDictionary<string, int> _calls = [];

    [ServiceFact]
    public async Task Jobs_that_fail_are_called_once_and_the_others_succeed_without_a_failed_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.WriteAsync();
            if (run.Text is "3" or "5" or "18") throw new InvalidOperationException($"{run.Text} fails");
        };
        await pipeline.EnqueueManyAsync(Many);
        await pipeline.RunAsync();

        (await pipeline.CleanlySucceededAsync()).ShouldBe(Many - 3);
        (await pipeline.CountAsync("effect")).ShouldBe(Many - 3);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1 and error like '%fails%'")).ShouldBe(3);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
        // The first that fails in a transaction ends it; what fails after it is behind a savepoint.
        _calls["3"].ShouldBe(1);
        _calls["18"].ShouldBe(1);
        _calls["5"].ShouldBe(1);
        _calls.Values.Max().ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_job_that_swallows_an_error_of_the_database_is_the_one_that_fails()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "4")
                try
                {
                    await run.Db.Database.ExecuteSqlAsync($"select 1 / 0", run.Token);
                }
                catch (PostgresException)
                {
                    return;
                }
            await run.WriteAsync();
        };
        await pipeline.EnqueueManyAsync(Many);
        await pipeline.RunAsync();

        (await pipeline.CleanlySucceededAsync()).ShouldBe(Many - 1);
        (await pipeline.ErrorAsync()).ShouldContain("25P02");
    }

    [ServiceFact]
    public async Task What_looks_like_the_databases_fault_and_is_another_servers_is_a_failed_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.WriteAsync();
            if (run.Text == "6") throw new NpgsqlException("of another server", new TimeoutException());
        };
        await pipeline.EnqueueManyAsync(Many);
        await pipeline.RunAsync();

        (await pipeline.CleanlySucceededAsync()).ShouldBe(Many - 1);
        (await pipeline.ErrorAsync()).ShouldContain("of another server");
        _calls["6"].ShouldBe(1);
    }

    private void Count(StepRun run) => _calls.AddOrUpdate(run.Text, 1, (_, n) => n + 1);
}
