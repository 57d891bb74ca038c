using System.Runtime.InteropServices;
using Pipeline;
using Pipeline.Bench;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await CommandLine.RunAsync(args, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is PipelineConfigurationException or BenchException)
{
    await Console.Error.WriteLineAsync("bench: " + e.Message);
    return 2;
}
