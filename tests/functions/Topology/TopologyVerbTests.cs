using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Topology;

public sealed class TopologyVerbTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Verb = "topology";

    private readonly string _prefix = $"end-to-end-{Guid.NewGuid():N}";

    [AppFact(Needs.OwnApp)]
    public async Task TheVerb_DeclaresEveryLane_AndDoingItAgainIsFine()
    {
        await using var broker = await Broker.ConnectAsync();
        try
        {
            for (var time = 0; time < 2; time++)
            {
                var (code, output) = await RunAsync();
                code.ShouldBe(0, output);
            }
            foreach (var queue in Queues())
                (await broker.DepthAsync(queue)).ShouldBe(0u, queue);
        }
        finally
        {
            await RemoveAsync(broker);
        }
    }

    [AppFact(Needs.OwnApp)]
    public async Task AQueueOfOtherArguments_IsAnErrorThatNamesItAndBothValues_AndStaysAsItIs()
    {
        await using var broker = await Broker.ConnectAsync();
        try
        {
            await broker.DeclareAsync($"{_prefix}.5", type: "classic", deadLetterExchange: $"{_prefix}.dlx");

            var (code, output) = await RunAsync();

            code.ShouldNotBe(0);
            output.ShouldContain($"'{_prefix}.5'");
            output.ShouldContain("'quorum'");
            output.ShouldContain("'classic'");
            await broker.DeclareAsync($"{_prefix}.5", type: "classic", deadLetterExchange: $"{_prefix}.dlx");
        }
        finally
        {
            await RemoveAsync(broker);
        }
    }

    private Task<(int ExitCode, string Output)> RunAsync() =>
        App.RunAsync(Verb, new Dictionary<string, string> { ["Pipeline__QueuePrefix"] = _prefix, ["Pipeline__QueueType"] = "quorum" });

    private IEnumerable<string> Queues() => Enumerable.Range(0, 8).Select(lane => $"{_prefix}.{lane}").Append($"{_prefix}.dead");

    private async Task RemoveAsync(Broker broker)
    {
        foreach (var queue in Queues())
            await broker.DeleteAsync(queue);
        await broker.DeleteExchangeAsync($"{_prefix}.dlx");
    }
}
