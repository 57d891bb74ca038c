namespace Pipeline.Tests;

/// <summary>Arguments of a job that a batch handler takes.</summary>
public sealed record BatchStep(string Text);
