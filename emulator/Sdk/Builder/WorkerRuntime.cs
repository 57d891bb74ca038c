namespace Pipeline.Emulator.Sdk;

/// <summary>The runtime that every app of this process is built for.</summary>
public static class WorkerRuntime
{
    private static volatile IWorkerRuntime? _installed;

    internal static IWorkerRuntime Installed =>
        _installed ?? throw new InvalidOperationException("No runtime is installed. Call WorkerRuntime.Install before the builder is created.");

    public static void Install(IWorkerRuntime runtime) => _installed = runtime;
}
