using Npgsql;

namespace Pipeline.Database;

/// <summary>What a statement finds as a list: for rows that are few, or that the statement limits.</summary>
internal static class Rows
{
    /// <summary>Runs the statement and reads all rows of its one result.</summary>
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
}
