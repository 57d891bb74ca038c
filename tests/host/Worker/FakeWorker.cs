using Grpc.Core;
using Grpc.Net.Client;
using Pipeline.LocalHost.Rpc;
using Status = Pipeline.LocalHost.Rpc.StatusResult.Types.Status;

namespace Pipeline.LocalHost.Tests.Worker;

/// <summary>A worker that breaks the protocol in the way that the setting <c>Fault</c> says. The host starts this assembly as a worker.</summary>
internal static class FakeWorker
{
    private static readonly Method<StreamingMessage, StreamingMessage> EventStream = new(
        MethodType.DuplexStreaming, "AzureFunctionsRpcMessages.FunctionRpc", "EventStream", Marshal(), Marshal());

    private static readonly Method<byte[], byte[]> RawStream = new(
        MethodType.DuplexStreaming, "AzureFunctionsRpcMessages.FunctionRpc", "EventStream",
        Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));

    private static async Task Main(string[] args)
    {
        var fault = Environment.GetEnvironmentVariable("Fault")!;
        using var channel = GrpcChannel.ForAddress($"http://{After("--host")}:{After("--port")}");
        if (fault == "garbage") await SendGarbageAsync(channel);
        else await SpeakAsync(channel, fault, After("--workerId"));

        string After(string name) => args[Array.IndexOf(args, name) + 1];
    }

    private static async Task SendGarbageAsync(GrpcChannel channel)
    {
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(RawStream, null, new CallOptions());
        await call.RequestStream.WriteAsync([0xff, 0xff, 0xff, 0xff]);
        await WaitForEverAsync();
    }

    private static async Task SpeakAsync(GrpcChannel channel, string fault, string workerId)
    {
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(EventStream, null, new CallOptions());
        if (fault == "wrong-first-message") await call.RequestStream.WriteAsync(new StreamingMessage { WorkerInitResponse = new WorkerInitResponse() });
        else await call.RequestStream.WriteAsync(new StreamingMessage { StartStream = new StartStream { WorkerId = fault == "wrong-id" ? "somebody" : workerId } });
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
                if (Answer(call.ResponseStream.Current, fault) is { } answer)
                {
                    answer.RequestId = call.ResponseStream.Current.RequestId;
                    await call.RequestStream.WriteAsync(answer);
                }
        }
        catch (Grpc.Core.RpcException)
        {
            // The host does not want it; it goes on all the same.
        }
        await WaitForEverAsync();
    }

    private static StreamingMessage? Answer(StreamingMessage request, string fault) => request.ContentCase switch
    {
        StreamingMessage.ContentOneofCase.WorkerInitRequest => fault switch
        {
            "init-mute" => null,
            "init-wrong" => new() { FunctionLoadResponse = new FunctionLoadResponse { Result = Success() } },
            "init-fails" => new() { WorkerInitResponse = new WorkerInitResponse { Result = Failure("not today") } },
            "init-without-result" => new() { WorkerInitResponse = new WorkerInitResponse() },
            _ => new() { WorkerInitResponse = new WorkerInitResponse { Result = Success() } },
        },
        StreamingMessage.ContentOneofCase.FunctionsMetadataRequest => fault switch
        {
            "list-mute" => null,
            "list-of-the-host" => new() { FunctionMetadataResponse = new FunctionMetadataResponse { Result = Success(), UseDefaultMetadataIndexing = true } },
            "list-empty" => new() { FunctionMetadataResponse = new FunctionMetadataResponse { Result = Success() } },
            _ => new() { FunctionMetadataResponse = Listed(fault == "list-broken" ? "no json" : """{ "name": "r", "type": "httpTrigger", "direction": "In" }""") },
        },
        StreamingMessage.ContentOneofCase.FunctionLoadRequest => fault == "load-mute"
            ? null
            : new() { FunctionLoadResponse = new FunctionLoadResponse { FunctionId = "1", Result = fault == "load-fails" ? Failure("no such method") : Success() } },
        _ => null,
    };

    private static FunctionMetadataResponse Listed(string binding)
    {
        var function = new RpcFunctionMetadata { Name = "Fake", FunctionId = "1", EntryPoint = "Fake.Run" };
        function.RawBindings.Add(binding);
        var listed = new FunctionMetadataResponse { Result = Success() };
        listed.FunctionMetadataResults.Add(function);
        return listed;
    }

    private static StatusResult Success() => new() { Status = Status.Success };

    private static StatusResult Failure(string why) =>
        new() { Status = Status.Failure, Exception = new LocalHost.Rpc.RpcException { Message = why } };

    private static Task WaitForEverAsync() => Task.Delay(Timeout.Infinite);

    private static Marshaller<StreamingMessage> Marshal() =>
        Marshallers.Create(message => Google.Protobuf.MessageExtensions.ToByteArray(message), StreamingMessage.Parser.ParseFrom);
}
