using System.Globalization;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

public sealed class KilledChordTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Members = 20_000;

    private static readonly TimeSpan AfterIt = TimeSpan.FromMinutes(3);

    [AppTheory(Needs.OwnApp)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task KilledAtARandomMoment_TheBodyRunsOnce_AndNothingIsLeftOpen(int kill)
    {
        var file = Sample.File(Members);
        var flow = (await Flows.SubmitAsync(file, Pattern.Of("fine-grained"))).Id;
        // Beyond the last member: in the midst of the fan-in.
        var moment = new Random(Sample.Seed).Next(Members * 5 / 4);
        await Eventually.TrueAsync(async () => await IsPastAsync(flow, moment), Api.Flows.Deadline, $"{moment} members have ended");
        var stage = await Database.OneAsync<string>("select stage::text from pipeline.flow where id = $1", flow);

        await KillAsync(kill % 3);
        Note(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: at {moment} members, in stage {stage}"));

        var ended = await Flows.EndedAsync(flow, AfterIt);
        ended.ShouldReport(file, chunk: 1, registered: file.Voters.Count);
        await Database.ShouldHaveClosedOnceAsync(ended);
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
        await Eventually.TrueAsync(async () => await OpenAsync(flow) == 0, Api.Flows.Deadline, $"nothing of flow {flow} is left open");
        (await Database.OneAsync<long>("select sum(succeeded)::bigint from pipeline.flow_progress where flow_id = $1", flow)).ShouldBe(Members);
        (await Database.OneAsync<long>("select count(*) from pipeline.job where flow_id = $1 and status <> 'succeeded'", flow)).ShouldBe(0);
    }

    // Both processes, the worker's alone, or the host's alone.
    private async Task KillAsync(int which)
    {
        var app = Shared.Own;
        if (which == 1)
        {
            await app.ReplacedAsync(await app.KillWorkerAsync());
            return;
        }
        await (which == 0 ? app.KillAsync() : app.KillHostAsync());
        await Shared.EnsureAsync();
    }

    private async Task<bool> IsPastAsync(Guid flow, int moment)
    {
        var found = await Flows.FindAsync(flow);
        return found.FinishedAt is not null || (moment < Members ? found.Jobs.Succeeded >= moment : found.Jobs.Open == 0);
    }

    private Task<long> OpenAsync(Guid flow) => Database.OneAsync<long>(
        """
        select (select count(*) from pipeline.outbox where flow_id = $1) + (select count(*) from pipeline.job where flow_id = $1 and status = 'queued')
             + (select count(*) from pipeline.flow where id = $1 and finished_at is null)
        """, flow);
}
