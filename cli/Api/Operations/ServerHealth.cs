namespace Pipeline.Cli.Api.Operations;

/// <summary>Whether a server that the app needs answers it.</summary>
internal sealed record ServerHealth(bool Healthy, double Milliseconds, string? Error);
