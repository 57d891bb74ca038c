namespace Pipeline.Chaos;

/// <summary>The run cannot go on, for a reason that is not the pipeline's; the message says what to do.</summary>
public sealed class ChaosException(string message) : Exception(message);
