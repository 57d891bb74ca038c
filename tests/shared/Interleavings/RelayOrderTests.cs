using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Interleavings;

/// <summary>Relays that take and merge rows beside each other, and beside a copy that claims one of them.</summary>
public sealed class RelayOrderTests
{
    private static readonly MergedTypes Merged = new(["test.step"], [3], [50]);

    [ServiceFact]
    public async Task Two_relays_that_merge_and_a_copy_of_a_message_run_each_job_once()
    {
        await using var sessions = await Sessions.StartAsync(3);
        var body = Array.Empty<byte>();
        List<TakenRow>[] taken = [[], []];
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                for (var i = 0; i < 4; i++) await sessions.World.EnqueueAsync($"{i}");
                var id = await sessions.World.ScalarAsync<Guid>("select id from pipeline.outbox order by id limit 1");
                var job = await sessions.World.ScalarAsync<Guid>("select jobs[1] from pipeline.outbox where id = $1", id);
                body = new JobMessage(id, [job], Lone: false).ToBytes();
            },
            [
                async p => taken[0] = await TakeAsync(p), async p => taken[1] = await TakeAsync(p),
                p => sessions.DeliverAsync(p, body),
            ],
            async () =>
            {
                taken.SelectMany(rows => rows.SelectMany(row => row.Jobs)).ShouldBeUnique();
                await sessions.FinishAsync();
                (await sessions.World.CountAsync("effect")).ShouldBe(4);
                (await sessions.World.CleanlySucceededAsync()).ShouldBe(4);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            });
    }

    private static Task<List<TakenRow>> TakeAsync(TestPipeline process) =>
        process.Get<OutboxTable>().TakeAsync(new Take(Guid.NewGuid(), TimeSpan.FromMinutes(1), 100) { Merged = Merged }, default);
}
