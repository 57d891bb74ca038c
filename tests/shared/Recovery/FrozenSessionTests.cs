using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class FrozenSessionTests
{
    [ServiceFact]
    public async Task The_open_transaction_of_a_worker_without_heartbeat_holds_nobody_up()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        var dead = new WorkerId(await pipeline.ScalarAsync<Guid>("select id from pipeline.worker where host = 'dead'"));
        var frozen = TestServer.To(pipeline.Database.Name);
        (frozen.ApplicationName, frozen.Pooling) = (dead.ApplicationName, false);
        await using var connection = new NpgsqlConnection(frozen.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var fence = new NpgsqlCommand("select 1 from pipeline.outbox for share", connection)) await fence.ExecuteNonQueryAsync();

        await Eventually.TrueAsync(async () => await pipeline.RecoverWorkersAsync() == 1, TimeSpan.FromSeconds(20), "the message is given to others");
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
        await Should.ThrowAsync<NpgsqlException>(() => transaction.CommitAsync());
    }
}
