using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Pipeline.Jobs;

/// <summary>A statement of an interpolated string: its values travel as parameters, never as text.</summary>
internal static class InterpolatedSql
{
    // A format stands in the code, so there are few; those that somebody makes while the app runs must not fill the memory.
    private const int MostKept = 1_000;

    private static readonly ConcurrentDictionary<(string Format, int Count), Statement> Statements = new();

    /// <exception cref="ArgumentException">There is nothing to execute.</exception>
    public static NpgsqlBatchCommand Command(FormattableString sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql.Format, nameof(sql));
        var statement = Of(sql.Format, sql.ArgumentCount);
        var command = new NpgsqlBatchCommand(statement.Text);
        for (var i = 0; i < sql.ArgumentCount; i++)
            command.Parameters.Add(sql.GetArgument(i) as NpgsqlParameter ?? statement.Parameter(i, sql.GetArgument(i)));
        return command;
    }

    private static Statement Of(string format, int count)
    {
        if (Statements.TryGetValue((format, count), out var statement)) return statement;
        statement = new(string.Format(CultureInfo.InvariantCulture, format, [.. Enumerable.Range(1, count).Select(place => $"${place}")]), count);
        if (Statements.Count < MostKept) Statements.TryAdd((format, count), statement);
        return statement;
    }

    private sealed class Statement(string text, int count)
    {
        private readonly NpgsqlDbType[] _types = [.. Enumerable.Repeat(NpgsqlDbType.Unknown, count)];

        public string Text => text;

        // A null has no type: it takes that of the values before it in its place, or the driver would prepare the statement anew for each.
        public NpgsqlParameter Parameter(int place, object? value)
        {
            if (value is null) return new() { Value = DBNull.Value, NpgsqlDbType = _types[place] };
            var parameter = new NpgsqlParameter { Value = value };
            if (_types[place] == NpgsqlDbType.Unknown) _types[place] = parameter.NpgsqlDbType;
            return parameter;
        }
    }
}
