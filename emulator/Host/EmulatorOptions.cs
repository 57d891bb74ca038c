using System.Reflection;

namespace Pipeline.Emulator;

/// <summary>How the emulator runs. Register one in the app's services to deviate from what the command line says.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Where HTTP functions listen, on 127.0.0.1. 0 takes any free port.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>Where functions are looked for; the entry assembly when null.</summary>
    public IReadOnlyList<Assembly>? Assemblies { get; init; }

    /// <summary>Takes only functions of these classes, when not null.</summary>
    public IReadOnlyList<Type>? Classes { get; init; }

    /// <summary>The folder of host.json; looked for when null.</summary>
    public string? ScriptRoot { get; init; }

    /// <summary>App settings, above the environment's variables.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether SIGTERM and SIGINT are the emulator's to answer.</summary>
    public bool HandleSignals { get; init; } = true;

    /// <summary>How long running invocations may take to finish once the host stops. The real host waits 10 seconds.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(10);
}
