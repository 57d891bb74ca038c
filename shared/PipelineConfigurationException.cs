namespace Pipeline;

/// <summary>A setting is missing or wrong; the message names it and says what it takes, never its value.</summary>
public sealed class PipelineConfigurationException(string message) : Exception(message);
