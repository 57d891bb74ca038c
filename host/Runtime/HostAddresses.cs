using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Pipeline.LocalHost.Runtime;

/// <summary>Where this host listens, on 127.0.0.1. Known once the server has started.</summary>
internal sealed class HostAddresses(IServer server)
{
    // In the order in which the server was told of them.
    private Uri[]? _addresses;

    /// <summary>HTTP functions.</summary>
    public Uri Http => Addresses[0];

    /// <summary>The worker's stream, and what other gRPC services there are.</summary>
    public Uri Grpc => Addresses[1];

    private Uri[] Addresses => _addresses ??= server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(a => new Uri(a)).ToArray() is [_, _] both
        ? both
        : throw new InvalidOperationException("The server has not started.");
}
