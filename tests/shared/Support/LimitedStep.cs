namespace Pipeline.Tests;

/// <summary>Arguments of a job with a rate limit.</summary>
public sealed record LimitedStep(string Text);
