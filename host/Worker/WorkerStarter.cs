using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Rpc;
using Pipeline.LocalHost.Runtime;

namespace Pipeline.LocalHost.Worker;

/// <summary>Starts a worker's process and takes it through the protocol until it can be invoked.</summary>
internal sealed partial class WorkerStarter(
    AppFolder app, HostOptions options, HostAddresses addresses, ExpectedWorkers expected, WorkerLog log, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Worker");

    /// <param name="choose">Which of the listed functions are to be loaded; asked when the worker has listed them.</param>
    /// <exception cref="WorkerGoneException">The process ended.</exception>
    /// <exception cref="WorkerProtocolException">It did not answer in time, or not as it should.</exception>
    /// <exception cref="UnsupportedException">It cannot be started, or <paramref name="choose"/> refused its functions.</exception>
    public async Task<LiveWorker> StartAsync(Func<LiveWorker, AppFolder, Task<IReadOnlyList<WorkerFunction>>> choose, CancellationToken cancellationToken)
    {
        var channel = new WorkerChannel(Guid.NewGuid().ToString(), log.Write);
        expected.Add(channel);
        var process = WorkerProcess.Start(app, addresses.Grpc, channel.WorkerId);
        var worker = new LiveWorker(process, channel);
        WriteStarted(_logger, process.Id);
        try
        {
            await StepAsync(channel.Started, "opened its stream; is it an isolated worker that calls host.Run()?");
            await StepAsync(worker.InitializeAsync(app), "answered WorkerInitRequest");
            var functions = await choose(worker, app).WaitAsync(cancellationToken);
            await StepAsync(worker.LoadAsync(functions), "loaded its functions");
            return worker;
        }
        catch
        {
            expected.Take(channel.WorkerId);
            process.Kill();
            throw;
        }

        async Task StepAsync(Task step, string what)
        {
            try
            {
                var first = await Task.WhenAny(step, process.Exited, channel.Ended).WaitAsync(options.StartTimeout, time, cancellationToken);
                if (first == channel.Ended) await channel.Ended;
                // A stream ends a moment before its process.
                if (first == channel.Ended) await process.Exited.WaitAsync(options.TerminateGrace, time, cancellationToken);
                if (process.Exited.IsCompleted && !step.IsCompletedSuccessfully) throw Gone(await process.Exited);
                await step;
            }
            catch (TimeoutException)
            {
                throw new WorkerProtocolException($"within {options.StartTimeout.TotalSeconds} seconds it has not {what}");
            }
        }
    }

    private static WorkerGoneException Gone(int code) => new($"The worker ended with exit code {code} before it was ready.");

    [LoggerMessage(70, LogLevel.Information, "Started the worker process {Id}")]
    private static partial void WriteStarted(ILogger logger, int id);
}
