namespace Pipeline.Tests;

/// <summary>Arguments of a job in <see cref="Pipeline.Jobs.JobMode.Database"/>.</summary>
public sealed record Step(string Text);
