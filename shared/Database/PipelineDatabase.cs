using Npgsql;

namespace Pipeline.Database;

/// <summary>Connections to the pipeline's PostgreSQL.</summary>
public sealed class PipelineDatabase : IAsyncDisposable
{
    public PipelineDatabase(PipelineConnections connections)
    {
        Source = Build(connections.Postgres, readOnly: false);
        Readers = Build(connections.Postgres, readOnly: true);
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>Connections on which only an explicit read-write transaction can write: what a waiting job reads through.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>A statement with positional parameters on a connection of its own.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values) => With(Source.CreateCommand(sql), values);

    internal static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Readers.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString, bool readOnly)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new PipelineConfigurationException("Setting PIPELINE_POSTGRES is no Npgsql connection string: " + e.Message);
        }
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 50;
        settings.ApplicationName ??= "pipeline";
        // A connection whose client's machine vanished must not hold its locks for hours.
        settings.Options = string.Join(' ', settings.Options, "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3", readOnly ? "-c default_transaction_read_only=on" : "").Trim();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
