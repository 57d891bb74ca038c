using System.Diagnostics;

namespace Pipeline.Chaos.Servers;

/// <summary>Stops and starts servers by the program that <c>PIPELINE_SERVICE</c> names; <c>PIPELINE_SLOT</c> tells it whose they are.</summary>
internal static class ServiceScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    public static bool IsThere => Environment.GetEnvironmentVariable("PIPELINE_SERVICE") is { Length: > 0 };

    /// <exception cref="ChaosException">It could not do it.</exception>
    public static async Task DoAsync(string action, string server)
    {
        // Its output goes where ours does: a pipe would stay open for as long as a server that it starts.
        using var service = Process.Start(Environment.GetEnvironmentVariable("PIPELINE_SERVICE")!, [action, server]);
        using var limit = new CancellationTokenSource(Limit);
        await service.WaitForExitAsync(limit.Token);
        if (service.ExitCode != 0) throw new ChaosException($"could not {action} {server}: code {service.ExitCode}.");
    }
}
