using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Pipeline.LocalHost.Rpc;
using RpcException = Grpc.Core.RpcException;

namespace Pipeline.LocalHost.Worker;

/// <summary>The host's end of the protocol. A stream belongs to the worker process that was started with its id; others are refused.</summary>
internal sealed class FunctionRpcService(ExpectedWorkers workers) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await FirstAsync(requestStream, context.CancellationToken)) return;
        if (requestStream.Current is not { ContentCase: StreamingMessage.ContentOneofCase.StartStream, StartStream: var start })
            throw Refuse($"its first message is {requestStream.Current.ContentCase} and must be StartStream");
        var channel = workers.Take(start.WorkerId) ?? throw Refuse($"it calls itself '{start.WorkerId}', which this host did not start");
        await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
    }

    private async Task<bool> FirstAsync(IAsyncStreamReader<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (Exception e) when (e is RpcException or InvalidProtocolBufferException)
        {
            throw Refuse($"its first message cannot be read ({e.Message})");
        }
    }

    private RpcException Refuse(string what)
    {
        workers.Refuse(new WorkerProtocolException(what));
        return new RpcException(new Status(StatusCode.FailedPrecondition, what));
    }
}

/// <summary>The workers that were started and have not opened their stream.</summary>
internal sealed class ExpectedWorkers
{
    private readonly ConcurrentDictionary<string, WorkerChannel> _channels = new();

    public void Add(WorkerChannel channel) => _channels[channel.WorkerId] = channel;

    /// <summary>A worker came that is none of them, or that does not speak the protocol: the one that is waited for.</summary>
    public void Refuse(WorkerProtocolException why)
    {
        foreach (var id in _channels.Keys) Take(id)?.Refuse(why);
    }

    public WorkerChannel? Take(string workerId) => _channels.TryRemove(workerId, out var channel) ? channel : null;
}
