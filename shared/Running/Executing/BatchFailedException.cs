namespace Pipeline.Running;

/// <summary>A batch handler failed; its jobs run again, each by itself.</summary>
internal sealed class BatchFailedException(Exception cause) : Exception("A batch failed: " + cause.Message, cause);
