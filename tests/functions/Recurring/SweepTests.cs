using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Recurring;

public sealed class SweepTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    // The sample's sweep looks every ten seconds; the rest is for a busy machine.
    private static readonly TimeSpan Repaired = TimeSpan.FromSeconds(60);

    [AppFact]
    public async Task VotersDeletedByHand_AreRegisteredAgain_AndTheFlowStaysAsItWas()
    {
        var file = Sample.File(2_000);
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk: 100)).Id);
        await ShouldBeExactAsync(flow, file, chunk: 100);
        var table = await Database.ChecksumAsync(Sample.Prefix);

        string[] some = [.. file.Voters.Keys.Order(StringComparer.Ordinal).Where((_, place) => place % 97 == 0)];
        await Database.DeleteVotersAsync(some);
        await Eventually.TrueAsync(async () => await Database.ChecksumAsync(Sample.Prefix) == table, Repaired, $"{some.Length} deleted voters are registered again");

        var after = await Flows.FindAsync(flow.Id);
        (after.Jobs, after.FinishedAt, after.Registered).ShouldBe((flow.Jobs, flow.FinishedAt, flow.Registered));
        await ShouldBeExactAsync(after, file, chunk: 100);
    }
}
