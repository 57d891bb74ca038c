namespace Pipeline.Database;

/// <summary>A context whose migrations are applied at start.</summary>
internal sealed record MigratedContext(Type Type);
