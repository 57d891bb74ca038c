using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Client;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable.Client;

/// <summary>Hands a function the client of the host's task hub.</summary>
internal sealed class DurableClientKind(
    HostSettings settings, DurableDatabase database, Func<EmulatedDurableTaskClient> client) : IInputKind
{
    public Type Attribute => typeof(DurableClientAttribute);

    public ParameterBinding Bind(ParameterInfo parameter, InputBindingAttribute attribute) =>
        parameter.ParameterType == typeof(DurableTaskClient)
            ? (_, _) => Connect()
            : throw new UncoveredException($"a durable client binds to DurableTaskClient, not to {parameter.ParameterType}");

    public void Index() => database.Require();

    // As on the real host: the function is indexed, and each invocation of it fails.
    private EmulatedDurableTaskClient Connect() => settings[HostSettings.Hostname] is { Length: > 0 }
        ? client()
        : throw new InvalidOperationException(
            $"Webhooks are not configured. The environment variable '{HostSettings.Hostname}' is not set; Azure and Core Tools set it. " +
            "Give it the app's address, such as 127.0.0.1:7071.");
}
