namespace Pipeline.Messaging;

internal readonly record struct OutgoingMessage(Guid Id, int Lane, ReadOnlyMemory<byte> Body, string? TraceParent);
