using Google.Protobuf.WellKnownTypes;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Worker;

/// <summary>A worker that was started: its process, its stream, and what it is capable of.</summary>
internal sealed class LiveWorker(WorkerProcess process, WorkerChannel channel) : IDisposable
{
    private const string HostVersion = "4.1041.0";

    private readonly Dictionary<string, string> _capabilities = new(StringComparer.OrdinalIgnoreCase);

    public WorkerProcess Process => process;

    public WorkerChannel Channel => channel;

    /// <summary>Where the worker takes HTTP requests itself; null where they travel in the stream.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Whether the worker understands that an invocation is cancelled.</summary>
    public bool TakesCancel => Can("HandlesInvocationCancelMessage");

    /// <summary>Tells the worker where it is and learns what it can do.</summary>
    /// <exception cref="WorkerProtocolException">It refused.</exception>
    public async Task InitializeAsync(AppFolder app)
    {
        var request = new WorkerInitRequest { HostVersion = HostVersion, WorkerDirectory = app.Path, FunctionAppDirectory = app.Path };
        var answer = (await AskAsync(new StreamingMessage { WorkerInitRequest = request })).WorkerInitResponse
            ?? throw new WorkerProtocolException("it did not answer WorkerInitRequest with WorkerInitResponse");
        Require(answer.Result, "it could not initialize");
        foreach (var (name, value) in answer.Capabilities) _capabilities[name] = value;
        HttpUri = _capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;
        if (Can("HandlesWorkerWarmupMessage"))
            await AskAsync(new StreamingMessage { WorkerWarmupRequest = new WorkerWarmupRequest { WorkerDirectory = app.Path } });
    }

    /// <summary>What the worker says of its functions.</summary>
    /// <exception cref="WorkerProtocolException">It cannot list them.</exception>
    public async Task<IReadOnlyList<RpcFunctionMetadata>> ListFunctionsAsync(AppFolder app)
    {
        var request = new FunctionsMetadataRequest { FunctionAppDirectory = app.Path };
        var answer = (await AskAsync(new StreamingMessage { FunctionsMetadataRequest = request })).FunctionMetadataResponse
            ?? throw new WorkerProtocolException("it did not answer FunctionsMetadataRequest with FunctionMetadataResponse");
        Require(answer.Result, "it could not list its functions");
        if (answer.UseDefaultMetadataIndexing) throw new WorkerProtocolException("it leaves the listing of its functions to the host, which only older workers do");
        return answer.FunctionMetadataResults;
    }

    /// <exception cref="WorkerProtocolException">It could not load one of them.</exception>
    public Task LoadAsync(IReadOnlyList<WorkerFunction> functions) => Task.WhenAll(functions.Select(async function =>
    {
        var request = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata };
        var answer = (await AskAsync(new StreamingMessage { FunctionLoadRequest = request })).FunctionLoadResponse
            ?? throw new WorkerProtocolException("it did not answer FunctionLoadRequest with FunctionLoadResponse");
        Require(answer.Result, $"it could not load the function '{function.Name}'");
    }));

    /// <exception cref="WorkerGoneException">The process ended before it answered.</exception>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request) =>
        (await channel.AskAsync(new StreamingMessage { RequestId = request.InvocationId, InvocationRequest = request })).InvocationResponse;

    public void Cancel(string invocationId)
    {
        if (TakesCancel) channel.Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });
    }

    /// <summary>Asks it to end, and ends it when it does not within <paramref name="grace"/>. Returns its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan grace, TimeProvider time)
    {
        channel.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) } });
        try
        {
            return await process.Exited.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            process.Kill();
            return await process.Exited;
        }
    }

    public void Dispose() => process.Dispose();

    private bool Can(string capability) => _capabilities.TryGetValue(capability, out var value) && value.Equals(bool.TrueString, StringComparison.OrdinalIgnoreCase);

    private Task<StreamingMessage> AskAsync(StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        return channel.AskAsync(message);
    }

    private static void Require(StatusResult? result, string otherwise)
    {
        if (result is null) throw new WorkerProtocolException($"{otherwise}, for it sent no result");
        if (result.Status != StatusResult.Types.Status.Success)
            throw new WorkerProtocolException($"{otherwise}: {result.Exception?.Message ?? result.Result}");
    }
}
