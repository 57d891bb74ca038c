using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class FencingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [ServiceFact]
    public async Task Hub_IsHeldByOneUntilItIsReleasedOrRunsOut()
    {
        await using var app = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        var hub = app.Service<HubTable>();
        var first = await hub.TryTakeAsync(Long, CancellationToken.None);
        first.ShouldNotBeNull();
        (await hub.TryTakeAsync(Long, CancellationToken.None)).ShouldBeNull();
        await hub.ReleaseAsync(first.Value, CancellationToken.None);
        var second = await hub.TryTakeAsync(TimeSpan.Zero, CancellationToken.None);
        second.ShouldBe(first + 1);
        (await hub.RenewAsync(first.Value, Long, CancellationToken.None)).ShouldBeFalse();
        (await hub.TryTakeAsync(Long, CancellationToken.None)).ShouldBe(second + 1);
    }

    [ServiceFact]
    public async Task TurnWithAnOldToken_WritesNothing()
    {
        await using var app = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        var (hub, writer, reader) = (app.Service<HubTable>(), app.Service<TurnWriter>(), app.Service<TurnReader>());
        var old = (await hub.TryTakeAsync(TimeSpan.Zero, CancellationToken.None))!.Value;
        await app.ScheduleAsync("Waits", "go", "a");
        var turn = await PlayedAsync(reader);
        var current = (await hub.TryTakeAsync(Long, CancellationToken.None))!.Value;

        (await writer.CommitAsync(old, [turn], CancellationToken.None)).ShouldBeNull();
        (await app.HistoryAsync("a")).ShouldBeEmpty();
        (await app.Client.GetInstanceAsync("a"))!.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Pending);
        (await PlayedAsync(reader)).State.Messages.Count.ShouldBe(1);

        (await writer.CommitAsync(current, [turn], CancellationToken.None)).ShouldBe([turn.State.ExecutionId]);
        (await app.HistoryAsync("a")).ShouldBe(["OrchestratorStarted", "ExecutionStarted"]);
        (await reader.WithMessagesAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task TurnOfAnInstanceThatWasPurgedMeanwhile_WritesNothing()
    {
        await using var app = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        var token = (await app.Service<HubTable>().TryTakeAsync(Long, CancellationToken.None))!.Value;
        await app.ScheduleAsync("Waits", "go", "a");
        var turn = await PlayedAsync(app.Service<TurnReader>());
        await app.Client.PurgeInstanceAsync("a");
        (await app.Service<TurnWriter>().CommitAsync(token, [turn], CancellationToken.None)).ShouldBe([]);
    }

    private static async Task<PlayedTurn> PlayedAsync(TurnReader reader)
    {
        var execution = (await reader.WithMessagesAsync(CancellationToken.None)).Single();
        var state = (await reader.ReadAsync([execution], CancellationToken.None))[execution];
        return new PlayedTurn(state, [], new TurnOutcome
        {
            Status = OrchestrationRuntimeStatus.Running,
            Events = [new HistoryEvent.OrchestratorStarted(DateTime.UnixEpoch), .. state.Messages.Select(message => message.Event)],
        });
    }
}
