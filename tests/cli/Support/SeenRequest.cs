namespace Pipeline.Cli.Tests.Support;

internal sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
