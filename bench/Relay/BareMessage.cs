namespace Pipeline.Bench.Relay;

/// <summary>A message as the relay sends it.</summary>
internal readonly record struct BareMessage(string Id, byte[] Body);
