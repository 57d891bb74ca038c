using Microsoft.Azure.Functions.Worker.Builder;

namespace Pipeline.Functions.Http;

/// <summary>Whether this is the Azure Functions host, or the emulator: a build of the same sources against its own copy of the SDK.</summary>
internal static class ThisHost
{
    public static bool IsEmulator { get; } = typeof(FunctionsApplication).Assembly.GetName().Name!.Contains("Emulator", StringComparison.Ordinal);

    public static string Name => IsEmulator ? "emulator" : "func";
}
