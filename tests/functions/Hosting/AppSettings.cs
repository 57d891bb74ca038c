using System.Globalization;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The settings of apps that tests start: what a deployment sets, and shorter waits where the environment asks for none.</summary>
public static class AppSettings
{
    /// <summary>An app that publishes and consumes nothing.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutLanes = Enumerable.Range(0, 8)
        .Select(lane => string.Create(CultureInfo.InvariantCulture, $"ProcessJobs{lane}")).Append(LaneSweep)
        .ToDictionary(name => $"AzureWebJobs.{name}.Disabled", _ => "true");

    /// <summary>An app that does not hear when a flow can go on.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutWakes = new Dictionary<string, string>
    {
        ["AzureWebJobs.WakeFlow.Disabled"] = "true",
        [$"AzureWebJobs.{LaneSweep}.Disabled"] = "true",
        ["Pipeline__FlowSweepAfter"] = "00:00:01",
    };

    /// <summary>An app whose flows go on through their orchestrations alone: neither the committing process nor maintenance closes one.</summary>
    public static readonly IReadOnlyDictionary<string, string> DurableAlone = new Dictionary<string, string>
    {
        ["Pipeline__CloseFlowsOnCommit"] = "false",
        ["AzureWebJobs.RecoverFlows.Disabled"] = "true",
    };

    /// <summary>An app that plays no turn of an orchestration. It does start and wake them.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutOrchestrations = new Dictionary<string, string>
    {
        ["AzureWebJobs.FlowOrchestrator.Disabled"] = "true",
        ["AzureWebJobs.CloseFlow.Disabled"] = "true",
    };

    /// <summary>An app that looks every second for lanes without consumer.</summary>
    public static readonly IReadOnlyDictionary<string, string> SweepingLanes = new Dictionary<string, string> { [$"LocalHost__Schedules__{LaneSweep}"] = "* * * * * *" };

    // It drains what has no consumer.
    private const string LaneSweep = "RecoverLanes";

    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["AzureWebJobsStorage"] = Services.Blobs,
        // The host's own limit, which is below the app's unless it is raised.
        ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "209715200",
        ["Pipeline__HeartbeatInterval"] = "00:00:01",
        ["Pipeline__StaleAfter"] = "00:00:04",
        ["Pipeline__LostAfter"] = "00:00:04",
        ["Pipeline__FlowSweepAfter"] = "00:00:04",
        ["LocalHost__Schedules__RecoverFlows"] = "*/2 * * * * *",
        ["LocalHost__Schedules__RecoverMessages"] = "*/2 * * * * *",
        // What a killed host held of the task hub is another's after seconds, not minutes.
        ["LocalHost__Durable__Lease"] = "00:00:03",
        ["LocalHost__Durable__Visibility"] = "00:00:05",
    };

    /// <summary>These settings, and a function that does not run.</summary>
    public static IReadOnlyDictionary<string, string> Without(this IReadOnlyDictionary<string, string> settings, string function) =>
        new Dictionary<string, string>(settings) { [$"AzureWebJobs.{function}.Disabled"] = "true" };

    public static void Apply(IDictionary<string, string?> environment, IReadOnlyDictionary<string, string>? settings)
    {
        if (Target.Key is { } key) environment["PIPELINE_KEY"] = key;
        foreach (var (name, value) in Defaults)
            if (!environment.TryGetValue(name, out var given) || string.IsNullOrEmpty(given)) environment[name] = value;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            environment[name] = value;
    }
}
