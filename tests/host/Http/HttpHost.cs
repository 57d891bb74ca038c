namespace Pipeline.LocalHost.Tests.Http;

/// <summary>One host with all HTTP functions, for the tests that leave it as it is.</summary>
public sealed class HttpHost : IAsyncLifetime
{
    internal static readonly string[] Functions =
        ["GetFlow", "DeleteFlow", "Numbers", "Unrouted", "Guarded", "Throw", "Object", "Read", "Stream", "Play", "Wait", "Describe", "Setting", "Log"];

    internal HostRun Run { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Run = await HostRun.StartAsync(Setup.For(Functions).With("MaxBody", "60000000"));

    public Task DisposeAsync() => Run.DisposeAsync().AsTask();
}
