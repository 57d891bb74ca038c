namespace Pipeline.Jobs;

/// <summary>A handler class is declared in a way that cannot work; raised at start.</summary>
public sealed class InvalidJobException(Type handler, string problem) : Exception($"Job handler {handler.FullName} {problem}.");
