namespace Pipeline.Health;

/// <param name="Healthy">Whether it answered.</param>
/// <param name="Milliseconds">How long that took.</param>
/// <param name="Error">What kind of error there was.</param>
public sealed record ServerHealth(bool Healthy, double Milliseconds, string? Error);
