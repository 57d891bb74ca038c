using System.Text.Json;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Rpc;
using Pipeline.LocalHost.Runtime;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>Tells a function's durable client where its service is.</summary>
internal sealed class DurableClientKind(HostSettings settings, HostJson host, DurableHub hub, HostAddresses addresses) : IInputKind
{
    public const string Binding = "durableClient";

    public string Type => Binding;

    public IEnumerable<string> Problems(FunctionBinding binding) => [];

    public void Index(WorkerFunction function, FunctionBinding binding) =>
        _ = hub.Of(binding.Text("taskHub"), binding.Text("connectionName"));

    /// <exception cref="InvalidOperationException">As on the real host the function is indexed, and each of its invocations
    /// fails.</exception>
    public TypedData Read(WorkerFunction function, FunctionBinding binding)
    {
        if (settings[HostSettings.Hostname] is not { Length: > 0 } hostname)
            throw new InvalidOperationException(
                $"Webhooks are not configured. The environment variable '{HostSettings.Hostname}' is not set; Azure and Core Tools set it. "
                + "Give it the app's address, such as 127.0.0.1:7071.");
        return new()
        {
            String = JsonSerializer.Serialize(new
            {
                rpcBaseUrl = addresses.Grpc.ToString(),
                taskHubName = binding.Text("taskHub") is { Length: > 0 } other ? other : hub.Name,
                connectionName = binding.Text("connectionName"),
                requiredQueryStringParameters = "",
                httpBaseUrl = $"http://{hostname}/runtime/webhooks/durabletask",
                maxGrpcMessageSizeInBytes = host.DurableTask.MaxGrpcMessageSizeInBytes,
                // The worker reads the text as JSON once more.
                grpcHttpClientTimeout = JsonSerializer.Serialize(host.DurableTask.GrpcHttpClientTimeout),
            }),
        };
    }
}
