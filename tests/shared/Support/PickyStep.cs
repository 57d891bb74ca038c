namespace Pipeline.Tests;

/// <summary>Arguments of a job with rules of its own for what is tried again.</summary>
public sealed record PickyStep(string Text);
