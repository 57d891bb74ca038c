namespace Pipeline.Database;

/// <summary>A context whose migrations are applied at start.</summary>
public sealed record MigratedContext(Type Type);
