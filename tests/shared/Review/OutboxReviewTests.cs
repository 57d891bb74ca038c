using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Review;

public sealed class OutboxReviewTests
{
    [ServiceFact]
    public async Task A_relay_whose_messages_are_refused_does_not_spin()
    {
        await using var world = await ReviewWorld.StartAsync(new() { ["Lanes"] = "1" });
        var connection = await world.Get<BrokerConnection>().OpenAsync(CancellationToken.None);
        await using (var channel = await connection.CreateChannelAsync())
            await channel.QueueDeclareAsync(world.Prefix + ".0", durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-max-length"] = 0, ["x-overflow"] = "reject-publish", ["x-expires"] = 60_000 });
        await world.PutAsync("review.database", 1);
        await world.SqlAsync("update pipeline.outbox set published_at = null, lane = null");

        var before = await world.SqlAsync<long>("select txid_current()::bigint");
        var loop = new RelayLoop(world.Get<OutboxRelay>(), world.Get<OutboxSignal>(), TimeProvider.System, world.Get<ILogger<RelayLoop>>());
        await loop.StartAsync(CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await loop.StopAsync(CancellationToken.None);
        (await world.SqlAsync<long>("select txid_current()::bigint") - before).ShouldBeLessThan(60L, "transactions in three seconds, for one message");
    }

    [ServiceFact]
    public async Task Jobs_with_the_same_delay_share_messages()
    {
        await using var world = await ReviewWorld.StartAsync();
        await using var scope = world.Get<IServiceScopeFactory>().CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReviewDb>();
        for (var i = 0; i < 200; i++)
            db.Enqueue(new ReviewDatabaseArgs(), new() { Delay = TimeSpan.FromMinutes(1) });
        await db.SaveChangesAsync();
        (await world.SqlAsync<long>("select count(*) from pipeline.outbox")).ShouldBeLessThan(100);
    }

    [ServiceFact]
    public async Task A_delay_is_measured_by_the_databases_clock()
    {
        await using var world = await ReviewWorld.StartAsync();
        await using var scope = world.Get<IServiceScopeFactory>().CreateAsyncScope();
        await using var db = new ReviewDb(new DbContextOptionsBuilder<ReviewDb>().UseNpgsql(world.Get<Pipeline.Database.PipelineDatabase>().Source)
            .AddInterceptors(new Pipeline.Jobs.EnqueueInterceptor(world.Get<Pipeline.Jobs.JobCatalog>(), Pipeline.Blobs.ClaimCheck.RowsOnly, new OutboxSignal(), new Pipeline.Jobs.JobScope())).Options);
        db.Enqueue(new ReviewDatabaseArgs(), new() { Delay = TimeSpan.FromMinutes(5) });
        await db.SaveChangesAsync();
        (await world.SqlAsync<bool>("select due_at > now() + interval '4 min' from pipeline.outbox")).ShouldBeTrue("a clock that is slow made the job due at once");
    }

    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
    }
}
