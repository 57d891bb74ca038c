using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

/// <summary>Nobody hears that a flow can go on: the sweep looks for itself.</summary>
public sealed class LostWakeTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    // Until a flow looks forgotten, a timer fires, and the lease of a timer whose holder ended has run out; once for the members and once for the body.
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(3);

    [AppTheory(Needs.OwnApp)]
    [InlineData("chord")]
    [InlineData("fine-grained")]
    [InlineData("group")]
    public async Task WakesThatAreLost_OnlyCostTime(string name)
    {
        var pattern = Pattern.Of(name);
        await Shared.StopAsync();
        var deaf = await StartAnotherAsync(AppSettings.WithoutWakes);
        await using var broker = await Broker.ConnectAsync();
        using var flows = new Api.Flows(deaf.Url);
        var file = Sample.File(5_000);

        var submitted = await flows.SubmitAsync(file, pattern);
        await flows.ReachedAsync(submitted.Id, submitted.Jobs.Total);
        await Eventually.TrueAsync(async () => await broker.PurgeAsync(Broker.Flows) > 0, Sweep, "a wake was thrown away");

        await ShouldBeExactAsync(await flows.EndedAsync(submitted.Id, Sweep), file, pattern.RecordsAJob);
    }
}
