using System.Net;

namespace Pipeline.LocalHost.Tests.Http;

/// <summary>A request body that is written bit by bit.</summary>
internal sealed class StreamedContent(Func<Stream, Task> write) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
