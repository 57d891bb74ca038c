namespace Pipeline.Tests;

/// <summary>Arguments of a job with a second's time.</summary>
public sealed record HastyStep(string Text);
