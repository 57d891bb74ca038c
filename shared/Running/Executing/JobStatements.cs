using Npgsql;

namespace Pipeline.Running;

/// <summary>What jobs left to be executed with their outcomes.</summary>
/// <param name="Commands">In order.</param>
/// <param name="Limit">How long all of them may take.</param>
internal sealed record JobStatements(IReadOnlyList<NpgsqlBatchCommand> Commands, TimeSpan Limit);
