using System.Runtime.InteropServices;
using Pipeline;
using Pipeline.Chaos;

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
catch (Exception e) when (e is PipelineConfigurationException or ChaosException)
{
    await Console.Error.WriteLineAsync("chaos: " + e.Message);
    return 2;
}
