using Pipeline.Emulator.Tests.Processes;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class OverrideTests
{
    [ServiceFact]
    public async Task HubNameInTheEnvironment_StandsAboveHostJson()
    {
        await using var client = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        var settings = new Dictionary<string, string?>(client.Setup.Settings)
        {
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = client.Client.Name,
        };
        var elsewhere = client.Setup.HostJson.Replace(client.Client.Name, "Elsewhere", StringComparison.Ordinal);
        await using var process = await AppProcess.StartAsync(typeof(EventTests.Functions), settings, elsewhere);

        (await client.RunAsync("Nothing")).IsCompleted.ShouldBeTrue();
    }
}
