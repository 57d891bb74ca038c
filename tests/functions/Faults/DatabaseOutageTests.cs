using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class DatabaseOutageTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    private static readonly TimeSpan AfterIt = TimeSpan.FromMinutes(2);

    [AppTheory(Needs.Servers)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PostgreSqlRestartedUnderLoad_TheFlowFinishes_AndNothingIsDeadLettered(bool crashes)
    {
        await using var broker = await Broker.ConnectAsync();
        var dead = await broker.DepthAsync(Broker.DeadLetters);
        var file = Sample.File(10_000);
        var flow = await Flows.SubmitAsync(file, Chunk);
        await Flows.ReachedAsync(flow.Id, 200);

        if (crashes) await Server.Postgres.KillAsync();
        else await Server.Postgres.StopAsync();
        await Server.Postgres.StartAsync();
        Database.Reconnect();

        (await Database.MessagesLeftAsync(flow.Id)).ShouldBeGreaterThan(0, "the flow had not ended before the restart");
        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id, AfterIt), file, Chunk);
        (await broker.DepthAsync(Broker.DeadLetters)).ShouldBe(dead);
    }
}
