namespace Pipeline.Flows;

/// <summary>A flow breaks a rule, which the message names. Nothing of it exists once the caller's transaction is rolled back.</summary>
public sealed class InvalidFlowException(string flow, string problem) : Exception($"Flow '{flow}' {problem}.");
