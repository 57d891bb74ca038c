using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Pipeline.LocalHost.Triggers.Durable;
using Pipeline.LocalHost.Worker;

namespace Pipeline.LocalHost.Runtime;

/// <summary>The gRPC services, each reachable on the gRPC port alone.</summary>
internal static class HostEndpoints
{
    public static void MapGrpc(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<FunctionRpcService>();
        endpoints.MapGrpcService<DurableClientService>();
    }
}
