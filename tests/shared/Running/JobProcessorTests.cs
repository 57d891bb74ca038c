using System.Text;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class JobProcessorTests
{
    [ServiceFact]
    public async Task A_message_that_is_none_of_ours_is_kept_with_its_body()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ProcessAsync((1, "{\"v\":1,\"id\":\"x\"}"u8.ToArray()));
        await pipeline.ProcessAsync((0, new byte[100_000]));

        (await pipeline.ScalarAsync<string>("select encode(body, 'escape') from pipeline.dead_letter where lane = 1")).ShouldBe("{\"v\":1,\"id\":\"x\"}");
        (await pipeline.ScalarAsync<bool>("select length(body) = 65536 and body_length = 100000 from pipeline.dead_letter where lane = 0")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_message_whose_row_is_gone_is_forgotten()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"v":1,"id":"{{Guid.NewGuid()}}","jobs":["{{Guid.NewGuid()}}"]}""");
        await pipeline.ProcessAsync((0, body));
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task An_unknown_type_or_version_is_parked_with_growing_delays_and_runs_once_somebody_knows_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "a");
        await pipeline.ExecuteAsync("update pipeline.job set version = 9");
        var delays = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            await pipeline.SkipDelaysAsync();
            await pipeline.RunAsync();
            delays.Add((double)await pipeline.ScalarAsync<decimal>("select extract(epoch from due_at - now()) from pipeline.outbox"));
        }

        for (var i = 0; i < 4; i++) delays[i].ShouldBeInRange((2 << i) * 0.9, (2 << i) * 1.5);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("test.step version 9");
        await pipeline.ExecuteAsync("update pipeline.job set version = 1");
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
        (await pipeline.ScalarAsync<bool>("select attempt = 0 from pipeline.job")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task Arguments_that_do_not_fit_are_dead_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "a");
        await pipeline.ExecuteAsync("update pipeline.job set args = '[1, 2'");
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("The arguments are no Step");
    }

    [ServiceFact]
    public async Task While_PostgreSQL_is_away_a_message_is_held_and_then_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "a");
        await pipeline.PublishAsync();
        var message = (await pipeline.TakeAsync())!.Value;
        var name = await pipeline.ScalarAsync<string>("select current_database()::text");
        await using var admin = Npgsql.NpgsqlDataSource.Create(Services.Postgres);
        await AdminAsync(admin, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await Eventually.TrueAsync(() => RenamedAsync(admin, name, name + "_away"), TimeSpan.FromSeconds(10), "nobody is connected any more");

        var processing = pipeline.ProcessAsync(message);
        await Eventually.TrueAsync(() => pipeline.Log.Lines.Count(l => l.Contains("a message is held")) >= 2, TimeSpan.FromSeconds(20), "the message is held");
        processing.IsCompleted.ShouldBeFalse();
        await AdminAsync(admin, $"alter database {name}_away rename to {name}");
        await processing;
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_stopping_process_takes_nothing_new()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "a");
        await pipeline.PublishAsync();
        pipeline.Get<RunGate>().Close();
        var message = (await pipeline.TakeAsync())!.Value;
        await Should.ThrowAsync<OperationCanceledException>(() => pipeline.ProcessAsync(message));
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.ScalarAsync<bool>("select token is null from pipeline.outbox")).ShouldBeTrue();
    }

    private static async Task<bool> RenamedAsync(Npgsql.NpgsqlDataSource admin, string from, string to)
    {
        try
        {
            await AdminAsync(admin, $"alter database {from} rename to {to}");
            return true;
        }
        catch (Npgsql.PostgresException e) when (e.SqlState == Npgsql.PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
    }

    private static async Task AdminAsync(Npgsql.NpgsqlDataSource admin, string sql)
    {
        await using var command = admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
