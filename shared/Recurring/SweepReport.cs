namespace Pipeline.Recurring;

/// <summary>The result of a sweep's job.</summary>
/// <param name="Found">How many items the sweep named, up to its limit.</param>
/// <param name="Enqueued">For how many of them there was no job under way.</param>
public sealed record SweepReport(int Found, int Enqueued);
