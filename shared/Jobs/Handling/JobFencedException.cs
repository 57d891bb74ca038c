namespace Pipeline.Jobs;

/// <summary>The job belongs to another worker by now, so that nothing this run does may be committed (I2).</summary>
public sealed class JobFencedException() : Exception("The job was given to another worker; this run has no effect.");
