using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Pipeline.Jobs;

/// <summary>A statement of an interpolated string: its values travel as parameters, never as text.</summary>
internal static class InterpolatedSql
{
    // A format stands in the code, so there are few; those that somebody makes while the app runs must not fill the memory.
    private const int MostKept = 1_000;

    private static readonly ConcurrentDictionary<(string Format, int Count), string> Texts = new();

    /// <exception cref="ArgumentException">There is nothing to execute.</exception>
    public static NpgsqlBatchCommand Command(FormattableString sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql.Format, nameof(sql));
        var command = new NpgsqlBatchCommand(Text(sql.Format, sql.ArgumentCount));
        foreach (var value in sql.GetArguments())
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    private static string Text(string format, int count)
    {
        if (Texts.TryGetValue((format, count), out var text)) return text;
        text = string.Format(CultureInfo.InvariantCulture, format, [.. Enumerable.Range(1, count).Select(place => $"${place}")]);
        if (Texts.Count < MostKept) Texts.TryAdd((format, count), text);
        return text;
    }
}
