using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Triggers.Durable.Engine;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>Plays turns of recorded orchestrations with the engine's own player and an orchestrator of today. It needs no server.</summary>
internal sealed class HistoryReplay : IAsyncDisposable
{
    private readonly TestFolder _folder = new(Setup.DefaultHostJson);
    private readonly FixedTime _time = new();
    private readonly FunctionDescriptor _orchestrator;
    private readonly IHost _host;

    /// <param name="orchestrator">The class that has it, and nothing else.</param>
    public HistoryReplay(Type orchestrator)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Services.AddSingleton(new EmulatorOptions
        {
            Assemblies = [orchestrator.Assembly], Classes = [orchestrator], ScriptRoot = _folder.Path, HandleSignals = false,
        });
        builder.Services.AddSingleton<TimeProvider>(_time);
        _host = builder.Build();
        _orchestrator = _host.Services.GetRequiredService<FunctionCatalog>().Functions.Single();
        _host.Services.GetRequiredService<DurableFunctions>().Orchestrators[_orchestrator.Name] = _orchestrator;
    }

    /// <summary>What the orchestrator decides in a turn of the past.</summary>
    public async Task<TurnOutcome> PlayAsync(RecordedHistory history, RecordedTurn turn)
    {
        _time.Now = turn.Time;
        var player = _host.Services.GetRequiredService<TurnPlayer>();
        var played = await player.PlayAsync(turn.StateOf(history.InstanceId, _orchestrator.Name), turn.Arrived, new Inbox());
        return played?.Outcome ?? throw new InvalidOperationException("The turn brought nothing.");
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Dispose();
    }

    private sealed class FixedTime : TimeProvider
    {
        public DateTime Now { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
    }
}
