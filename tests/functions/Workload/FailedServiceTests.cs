using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Workload;

public sealed class FailedServiceTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    [AppFact(Needs.OwnApp)]
    public async Task AWorkerThatABackgroundServiceStops_EndsWithAnError_SoThatTheHostStartsAnother()
    {
        await Shared.StopAsync();
        var settings = new Dictionary<string, string> { ["Workload__ServiceFails"] = "true" };

        // Three in a row are too many for the host; a worker that ended with 0 would not be replaced at all.
        var (code, said) = await App.RunAsync("--port=0", settings, Target.WorkloadCommand);

        code.ShouldBe(1, said);
        said.ShouldContain("ended with exit code 1");
    }
}
