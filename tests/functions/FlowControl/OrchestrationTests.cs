using DurableTask.Core.History;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

/// <summary>A flow does not depend on its orchestration.</summary>
public sealed class OrchestrationTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Members = 10_000;

    private static readonly Pattern FineGrained = Pattern.Of("fine-grained");

    // Until a flow looks forgotten, a timer fires, and the lease of a timer whose holder ended has run out; once for the members and once for the body.
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(3);

    private readonly Orchestrations _orchestrations = new();

    [AppFact(Needs.OwnApp)]
    public async Task TerminatedWhileMembersRun_TheFlowClosesAllTheSame()
    {
        var (flow, file) = await SubmitAsync(TerminateAsync);

        await ShouldBeExactAsync(await Flows.EndedAsync(flow, Sweep), file, FineGrained.RecordsAJob);
    }

    [AppFact(Needs.OwnApp)]
    public async Task DeletedWhileMembersRun_TheFlowClosesAllTheSame()
    {
        var (flow, file) = await SubmitAsync(_orchestrations.DeleteAsync);

        await ShouldBeExactAsync(await Flows.EndedAsync(flow, Sweep), file, FineGrained.RecordsAJob);
    }

    [AppTheory(Needs.OwnApp)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TerminatedOrDeletedWithNobodyToWakeIt_TheSweepClosesTheFlow(bool terminated)
    {
        Uri? deaf = null;
        var (flow, file) = await SubmitAsync(async flow =>
        {
            await Shared.StopAsync();
            deaf = (await StartAnotherAsync(AppSettings.WithoutWakes)).Url;
            await (terminated ? TerminateAsync(flow) : _orchestrations.DeleteAsync(flow));
        });
        using var flows = new Api.Flows(deaf!);

        await ShouldBeExactAsync(await flows.EndedAsync(flow, Sweep), file, FineGrained.RecordsAJob);
        (await _orchestrations.StatusAsync(flow)).ShouldBe(terminated ? Orchestrations.Terminated : Orchestrations.Unknown, "nobody has started it again");
    }

    [AppFact(Needs.OwnApp)]
    public async Task Asleep_TheFlowClosesAllTheSame_AndWhenItWakesUpItFindsThatAndEnds()
    {
        Uri? asleep = null;
        var (flow, file) = await SubmitAsync(async _ =>
        {
            await Shared.StopAsync();
            asleep = (await StartAnotherAsync(AppSettings.WithoutOrchestrations)).Url;
        });
        var history = await _orchestrations.HistoryAsync(flow);
        using var flows = new Api.Flows(asleep!);

        var ended = await flows.EndedAsync(flow, Sweep);

        await ShouldBeExactAsync(ended, file, FineGrained.RecordsAJob);
        (await _orchestrations.StatusAsync(flow)).ShouldBe(Orchestrations.Running);
        (await _orchestrations.HistoryAsync(flow)).ShouldBe(history);

        await Shared.EnsureAsync();
        await _orchestrations.HasAsync(flow, Orchestrations.Completed);
        (await Flows.FindAsync(flow)).ShouldBe(ended);
        await ShouldBeExactAsync(ended, file, FineGrained.RecordsAJob);
    }

    [AppFact(Needs.OwnApp)]
    public async Task ItsHistory_DoesNotGrowWithTheMembers()
    {
        var two = await HistoryOfAsync(2);
        var many = await HistoryOfAsync(5_000);

        Note($"2 members: {string.Join(' ', two)}\n5,000 members: {string.Join(' ', many)}");
        // Two more wakes: lanes that end last at once each find that nobody is open.
        WithoutChecksByTimer(many).ShouldBeInRange(WithoutChecksByTimer(two) - 12, WithoutChecksByTimer(two) + 12);
    }

    /// <param name="meanwhile">Done while the flow runs and its orchestration waits.</param>
    private async Task<(Guid Flow, VoterFile File)> SubmitAsync(Func<Guid, Task> meanwhile)
    {
        await using var brake = await Brake.OnAsync(Database, Sample.Prefix);
        var file = Sample.File(Members);
        var flow = (await Flows.SubmitAsync(file, FineGrained)).Id;
        await _orchestrations.WaitsAsync(flow);
        await meanwhile(flow);
        return (flow, file);
    }

    private async Task TerminateAsync(Guid flow)
    {
        await _orchestrations.TerminateAsync(flow);
        await _orchestrations.HasAsync(flow, Orchestrations.Terminated);
    }

    private async Task<EventType[]> HistoryOfAsync(int members)
    {
        var flow = (await Flows.SubmitAsync(Sample.File(members), FineGrained)).Id;
        (await Flows.EndedAsync(flow)).Jobs.Total.ShouldBe(members);
        await _orchestrations.HasAsync(flow, Orchestrations.Completed);
        return await _orchestrations.HistoryAsync(flow);
    }

    // A check by timer is two turns of four events each.
    private static int WithoutChecksByTimer(EventType[] history) => history.Length - (8 * history.Count(kind => kind == EventType.TimerFired));
}
