namespace Pipeline.Tests;

/// <summary>Arguments of a job in <see cref="Pipeline.Jobs.JobMode.Io"/>.</summary>
public sealed record IoStep(string Text);
