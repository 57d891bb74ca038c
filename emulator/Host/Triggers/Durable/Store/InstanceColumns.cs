using Microsoft.DurableTask.Client;
using Npgsql;
using NpgsqlTypes;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>Parameters of the types that the instances' table has.</summary>
internal static class InstanceColumns
{
    public static NpgsqlParameter Value<T>(T value) => value is null
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value }
        : new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter Time(DateTimeOffset? time) => new()
    {
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
        Value = time is { } given ? given.ToUniversalTime() : DBNull.Value,
    };

    public static NpgsqlParameter Statuses(IEnumerable<OrchestrationRuntimeStatus>? statuses) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
        Value = statuses?.Select(status => (short)status).ToArray() ?? (object)DBNull.Value,
    };
}
