using Npgsql;
using NpgsqlTypes;

namespace Pipeline.Database;

/// <summary>Parameters that may be null, which the server needs the type of.</summary>
internal static class NullableParameter
{
    public static void AddOrNull(this NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type) =>
        parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
