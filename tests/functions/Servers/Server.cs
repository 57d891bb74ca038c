using System.Diagnostics;
using Pipeline.EndToEnd.Tests.Hosting;

namespace Pipeline.EndToEnd.Tests.Servers;

/// <summary>A server of the environment, which tests may stop; it must run again when the test ends.</summary>
public sealed class Server
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly string _name;

    private Server(string name) => _name = name;

    public static Server RabbitMQ { get; } = new("rabbitmq");

    public static Server Postgres { get; } = new("postgres");

    public Task StopAsync() => DoAsync("stop");

    /// <summary>Returns when the server answers again, on the port that it had; does nothing where it runs.</summary>
    public Task StartAsync() => DoAsync("start");

    public Task KillAsync() => DoAsync("kill");

    /// <summary>From now on a queue of the broker is there, and takes and gives nothing: a quorum queue without a leader.</summary>
    public static Task SilenceAsync(string queue) => DoAsync("silence", queue);

    public static Task WakenAsync(string queue) => DoAsync("waken", queue);

    private Task DoAsync(string action) => DoAsync(action, _name);

    private static async Task DoAsync(string action, string name)
    {
        // Its output goes where ours does: a pipe would stay open for as long as the server that it starts.
        using var service = Process.Start(new ProcessStartInfo(Target.Service, [action, name]))!;
        using var limit = new CancellationTokenSource(Limit);
        await service.WaitForExitAsync(limit.Token);
        service.ExitCode.ShouldBe(0, $"{action} {name}");
    }
}
