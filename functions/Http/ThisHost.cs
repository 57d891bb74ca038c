namespace Pipeline.Functions.Http;

/// <summary>Which host runs this app: the local host of this repository says so to its worker, and all others are Azure Functions hosts.</summary>
internal static class ThisHost
{
    public static bool IsLocal { get; } = Environment.GetEnvironmentVariable("FUNCTIONS_LOCAL_HOST") == "true";

    public static string Name => IsLocal ? "local" : "func";
}
