using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

/// <summary>The fan-in is the orchestration's: without the shortcut of the committing process and without flow maintenance every flow closes.</summary>
public sealed class DurableAloneTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    // A wake that is lost with a process costs a check by timer, and so does each step after it.
    private static readonly TimeSpan Checks = TimeSpan.FromMinutes(3);

    private readonly Orchestrations _orchestrations = new();

    [AppTheory(Needs.OwnApp)]
    [InlineData("chord")]
    [InlineData("group")]
    [InlineData("starmap")]
    [InlineData("fine-grained")]
    public async Task EveryPattern_ClosesThroughItsOrchestration(string name)
    {
        var pattern = Pattern.Of(name);
        using var flows = await StartAloneAsync();
        var file = Sample.File(5_000);

        var flow = (await flows.SubmitAsync(file, pattern)).Id;

        await ShouldBeExactAsync(await flows.EndedAsync(flow, Checks), file, pattern.RecordsAJob);
        await _orchestrations.HasAsync(flow, Orchestrations.Completed);
    }

    [AppTheory(Needs.OwnApp)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task KilledInTheMidstOfAChord_TheFlowClosesThroughItsOrchestration(int which)
    {
        var pattern = Pattern.Of("fine-grained");
        await Shared.StopAsync();
        var app = await StartAnotherAsync(AppSettings.DurableAlone);
        using var first = new Api.Flows(app.Url);
        var file = Sample.File(10_000);
        var flow = (await first.SubmitAsync(file, pattern)).Id;
        await first.ReachedAsync(flow, 5_000);

        // Both processes, the worker's alone, or the host's alone.
        if (which == 1) await app.ReplacedAsync(await app.KillWorkerAsync());
        else await (which == 0 ? app.KillAsync() : app.KillHostAsync());
        if (which != 1)
        {
            await TimerLeases.EndAsync();
            app = await StartAnotherAsync(AppSettings.DurableAlone);
        }
        using var flows = new Api.Flows(app.Url);

        var ended = await flows.EndedAsync(flow, Checks);
        ended.ShouldReport(file, chunk: 1, registered: file.Voters.Count);
        await Database.ShouldHaveClosedOnceAsync(ended);
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
        await _orchestrations.HasAsync(flow, Orchestrations.Completed);
    }

    [AppFact(Needs.OwnApp)]
    public async Task TimeLimit_CancelsMembersThatNobodyRunsAndClosesTheFlow()
    {
        await Shared.StopAsync();
        var app = await StartAnotherAsync(AppSettings.DurableAlone.Concat(AppSettings.WithoutLanes).ToDictionary());
        using var flows = new Api.Flows(app.Url);
        var flow = (await flows.SubmitAsync(Sample.File(1_000), Pattern.Of("chord"))).Id;
        await _orchestrations.WaitsAsync(flow);

        await Database.ExecuteAsync("update pipeline.flow set time_limit = interval '1 second' where id = $1", flow);

        await Eventually.TrueAsync(async () => (await flows.FindAsync(flow)).Jobs is { Open: 0, Succeeded: 0 }, Checks, "all members are cancelled");
        await app.TerminateAsync();
        // The job that clears up after a failed import needs a lane.
        using var again = await StartAloneAsync();
        var ended = await again.EndedAsync(flow, Checks);
        (ended.Stage, ended.Result).ShouldBe(("done", "expired"));
        await _orchestrations.HasAsync(flow, Orchestrations.Completed);
    }

    private async Task<Api.Flows> StartAloneAsync()
    {
        await Shared.StopAsync();
        return new Api.Flows((await StartAnotherAsync(AppSettings.DurableAlone)).Url);
    }
}
