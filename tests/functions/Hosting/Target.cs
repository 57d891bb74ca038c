using System.Reflection;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>What the environment says these tests are to run against.</summary>
public static class Target
{
    private const string OwnKey = "the-key-of-end-to-end-tests";

    /// <summary>An app that somebody else runs; null: the tests start their own.</summary>
    public static Uri? Url => Read("PIPELINE_URL") is { } url ? new Uri(url.TrimEnd('/') + "/") : null;

    /// <summary>The command that starts an app, split at blanks; <c>--port N</c> is added.</summary>
    public static string[] AppCommand => Command("PIPELINE_APP");

    /// <summary>The operator's tool.</summary>
    public static string[] ToolCommand => Command("PIPELINE_CLI");

    /// <summary>
    /// The app with jobs that misbehave, which is built with these tests: on the local host, or on the one that <c>PIPELINE_WORKLOAD</c> starts.
    /// </summary>
    public static string[] WorkloadCommand =>
        Command("PIPELINE_WORKLOAD") is { Length: > 0 } given ? given : ["dotnet", Metadata("Host"), Metadata("Workload")];

    /// <summary>The app's own program, for its verbs: these need no host.</summary>
    public static string[] ProgramCommand => ["dotnet", Metadata("App")];

    /// <summary>The program that stops and starts servers.</summary>
    public static string Service => Read("PIPELINE_SERVICE") ?? throw new InvalidOperationException("PIPELINE_SERVICE is not set.");

    /// <summary>The function key; an app of our own always asks for one.</summary>
    public static string? Key => Read("PIPELINE_KEY") ?? (Url is null ? OwnKey : null);

    /// <summary>Why a test cannot run here; null where it can.</summary>
    public static string? Missing(Needs needs)
    {
        if (Services.Missing() is { } services) return services;
        if (Url is null && AppCommand.Length == 0) return "Needs PIPELINE_URL or PIPELINE_APP; run it with ./dev test";
        if (needs.HasFlag(Needs.OwnApp) && Url is not null) return "Needs apps of its own, and would share its queues with the one at PIPELINE_URL";
        if (needs.HasFlag(Needs.Servers) && (Read("PIPELINE_SERVICE") is null || Read("PIPELINE_SLOT") is null))
            return "Needs PIPELINE_SERVICE and PIPELINE_SLOT to stop servers; run it with ./dev test";
        if (needs.HasFlag(Needs.Key) && Key is null) return "Needs PIPELINE_KEY: the app at PIPELINE_URL asks for none";
        if (needs.HasFlag(Needs.Tool) && ToolCommand.Length == 0) return "Needs PIPELINE_CLI, the operator's tool; run it with ./dev test";
        if (needs.HasFlag(Needs.Linux) && !OperatingSystem.IsLinux()) return "Needs /proc";
        return null;
    }

    private static string Metadata(string key) => typeof(Target).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static string[] Command(string name) => Read(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
