using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Pipeline.LocalHost.Rpc;
using RpcException = Grpc.Core.RpcException;
using Content = Pipeline.LocalHost.Rpc.StreamingMessage.ContentOneofCase;

namespace Pipeline.LocalHost.Worker;

/// <summary>The stream of messages with one worker: requests, each with its answer, and what the worker sends by itself.</summary>
/// <param name="workerId">What the worker must call itself.</param>
/// <param name="log">Takes the worker's log entries.</param>
internal sealed class WorkerChannel(string workerId, Action<RpcLog> log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _open = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _broken;

    public string WorkerId => workerId;

    /// <summary>Completes when the worker has opened the stream.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when the stream has ended, or fails when the worker broke the protocol.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Sends a request and returns its answer.</summary>
    /// <exception cref="Exception">What <see cref="Break"/> was given.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[request.RequestId] = answer;
        if (_broken is { } why && _open.TryRemove(request.RequestId, out _)) throw why;
        Send(request);
        return await answer.Task;
    }

    /// <summary>Sends what has no answer.</summary>
    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Fails all open requests, and all later ones.</summary>
    public void Break(Exception why)
    {
        _broken = why;
        _outgoing.Writer.TryComplete();
        foreach (var id in _open.Keys)
            if (_open.TryRemove(id, out var answer)) answer.TrySetException(why);
    }

    /// <summary>The worker will not open its stream.</summary>
    public void Refuse(WorkerProtocolException why) => _started.TrySetException(why);

    /// <summary>Moves messages in both directions until the worker closes the stream.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        var writing = WriteAsync(writer, cancellationToken);
        try
        {
            while (await reader.MoveNext(cancellationToken)) Receive(reader.Current);
        }
        catch (Exception e) when (e is RpcException or InvalidProtocolBufferException)
        {
            // Bytes that are no message of the protocol.
            _ended.TrySetException(new WorkerProtocolException($"it sent what cannot be read ({e.Message})"));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The process is gone, which its owner sees as well.
        }
        finally
        {
            _ended.TrySetResult();
            _outgoing.Writer.TryComplete();
        }
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        var (more, last) = (new WriteOptions(WriteFlags.BufferHint), new WriteOptions());
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            // What waits together is sent together.
            writer.WriteOptions = _outgoing.Reader.TryPeek(out _) ? more : last;
            await writer.WriteAsync(message, cancellationToken);
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case Content.RpcLog:
                log(message.RpcLog);
                break;
            case Content.InvocationResponse:
                Answer(message.InvocationResponse.InvocationId, message);
                break;
            case Content.StartStream:
                _ended.TrySetException(new WorkerProtocolException("it opened its stream a second time"));
                break;
            case Content.None:
                // A message that this host has no use for.
                break;
            default:
                Answer(message.RequestId, message);
                break;
        }
    }

    private void Answer(string id, StreamingMessage message)
    {
        // An answer that nobody waits for any more, or never did, changes nothing.
        if (_open.TryRemove(id, out var answer)) answer.TrySetResult(message);
    }
}
