namespace Pipeline.Infra.Tests.Support;

/// <summary>The app's commands, as a release calls them.</summary>
internal static class App
{
    private static readonly string Assembly = Path.Combine(Repository.AppFolder, "Pipeline.Functions.dll");

    /// <summary>Runs one with an address of PostgreSQL; broker and blobs are where nobody answers.</summary>
    public static Task<ToolResult> RunAsync(string command, string postgres) => Tool.RunAsync("dotnet", [Assembly, command], new Dictionary<string, string>
    {
        ["PIPELINE_POSTGRES"] = postgres,
        ["PIPELINE_RABBITMQ"] = "amqp://127.0.0.1:1/",
        ["PIPELINE_BLOBS"] = "UseDevelopmentStorage=true",
    });
}
