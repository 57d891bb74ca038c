using Npgsql;

namespace Pipeline.Database;

/// <summary>What a statement finds, read so that no value in a table keeps the other rows from being read.</summary>
internal static class Rows
{
    // PostgreSQL counts microseconds from here.
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly long MaxMicroseconds = (DateTime.MaxValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long MinMicroseconds = (DateTime.MinValue - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Runs the statement and reads all rows of its one result: for rows that are few, or that the statement limits.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="read">Reads the row where the reader stands.</param>
    /// <param name="cancellationToken">Before the statement is sent, and between rows.</param>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A <c>timestamptz</c> in UTC. PostgreSQL knows times before the year 1, after 9999 and infinite ones: they are the first or last that .NET knows.</summary>
    public static DateTime GetTime(this NpgsqlDataReader reader, int column) => Time(reader.GetFieldValue<long>(column));

    /// <summary>An array of them, in which some may be null.</summary>
    public static DateTime?[] GetTimes(this NpgsqlDataReader reader, int column) =>
        Array.ConvertAll(reader.GetFieldValue<long?[]>(column), microseconds => microseconds is { } known ? Time(known) : (DateTime?)null);

    private static DateTime Time(long microseconds) =>
        microseconds > MaxMicroseconds ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)
        : microseconds < MinMicroseconds ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) : Epoch.AddMicroseconds(microseconds);

    /// <summary>The same, or null.</summary>
    public static DateTime? GetTimeOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetTime(column);

    /// <summary>An <c>interval</c>, a month as 30 days. One beyond what .NET knows is the longest, or the shortest, that it does.</summary>
    public static TimeSpan GetDuration(this NpgsqlDataReader reader, int column)
    {
        var interval = reader.GetFieldValue<NpgsqlTypes.NpgsqlInterval>(column);
        var ticks = ((Int128)interval.Months * 30 + interval.Days) * TimeSpan.TicksPerDay + (Int128)interval.Time * TimeSpan.TicksPerMicrosecond;
        return new((long)Int128.Clamp(ticks, long.MinValue, long.MaxValue));
    }

    /// <summary>A value of an enum by its name; <paramref name="unknown"/> for one that only a newer version of this code knows.</summary>
    public static TEnum GetEnum<TEnum>(this NpgsqlDataReader reader, int column, TEnum unknown) where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(reader.GetString(column), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : unknown;
}
