namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>One host with a hub of its own, for the tests that leave it as it is.</summary>
public sealed class DurableHost : IAsyncLifetime
{
    internal DurableRun Run { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Services.Missing() is null) Run = await DurableRun.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Run is not null) await Run.DisposeAsync();
    }
}
