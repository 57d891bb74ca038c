namespace Pipeline;

/// <summary>A server cannot be used at the app's start; the message says why and what to do. It may name hosts and logins, never a password.</summary>
public sealed class PipelineStartException(string message, Exception cause) : Exception(message, cause);
