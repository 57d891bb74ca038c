namespace Pipeline.Jobs;

/// <summary>Thrown by a handler that knows that trying again cannot help: the job is dead at once.</summary>
public sealed class PermanentJobException(string message, Exception? cause = null) : Exception(message, cause);
