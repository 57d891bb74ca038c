using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class BrokerOutageTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterIt = TimeSpan.FromMinutes(2);

    [AppFact(Needs.Servers)]
    public async Task TenSecondsWithoutTheBroker_SubmitsAreAccepted_AndEveryFlowFinishesOnceItIsBack()
    {
        var running = Sample.File(10_000);
        var runningId = (await Flows.SubmitAsync(running, Chunk)).Id;
        await Flows.ReachedAsync(runningId, 50);
        var others = new Oracles.SampleVoters(Sample.Seed);
        var submitted = others.File(2_000);
        Guid submittedId;
        await Server.RabbitMQ.StopAsync();
        try
        {
            var clock = Stopwatch.StartNew();
            submittedId = (await Flows.SubmitAsync(submitted, Chunk)).Id;
            await Eventually.TrueAsync(DetailsNameTheBrokerAsync, Api.Flows.Deadline, "details say that the broker is away");
            await Eventually.TrueAsync(
                async () =>
                {
                    await ShouldLiveAsync();
                    return clock.Elapsed >= Outage;
                },
                Outage * 2, "the outage is long enough");
        }
        finally
        {
            await Server.RabbitMQ.StartAsync();
        }

        await ShouldBeExactAsync(await Flows.EndedAsync(runningId, AfterIt), running, Chunk);
        var flow = await Flows.EndedAsync(submittedId, AfterIt);
        flow.ShouldReport(submitted, Chunk, registered: submitted.Voters.Count);
        await Database.ShouldHoldAsync(others.Prefix, submitted.Voters);
    }

    private async Task<bool> DetailsNameTheBrokerAsync()
    {
        using var answer = await Flows.GetAsync("api/health/details");
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return false;
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var servers = document.RootElement.GetProperty("servers");
        servers.GetProperty("broker").GetProperty("healthy").GetBoolean().ShouldBeFalse();
        servers.GetProperty("broker").GetProperty("error").GetString().ShouldNotBeNullOrWhiteSpace();
        servers.GetProperty("database").GetProperty("healthy").GetBoolean().ShouldBeTrue();
        return true;
    }

    // A platform recycles the instances whose probe fails, and the broker's outage is no reason for that.
    private async Task ShouldLiveAsync()
    {
        using var answer = await Flows.GetAsync("api/health");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
