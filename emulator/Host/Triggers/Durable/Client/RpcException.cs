// The name under which the real client reports it.
namespace Grpc.Core;

/// <summary>The host refused a call of the durable client.</summary>
/// <param name="reason">Why, which the real host only logs.</param>
internal sealed class RpcException(string reason)
    : Exception("Status(StatusCode=\"Unknown\", Detail=\"Exception was thrown by handler.\")", new InvalidOperationException(reason));
