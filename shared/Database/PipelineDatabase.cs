using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using Npgsql;

namespace Pipeline.Database;

/// <summary>Connections to the pipeline's PostgreSQL.</summary>
public sealed class PipelineDatabase : IAsyncDisposable
{
    // A process's share of a server's connections, unless the connection string says otherwise.
    private const int Connections = 40;

    // A statement of ours is over in less time than compiling it takes; what a plan for any arguments seems to cost would have it compiled once the tables are large.
    private const string Interpreted = "-c jit=off";

    // A plan made while a table was small would be kept, and read all of it once it is large; planning these statements costs little.
    private const string Plans = $"-c plan_cache_mode=force_custom_plan {Interpreted}";

    // The pipeline's own statements read a few rows by an index, whatever the planner believes of the tables: statistics are a sample, and may be of a table that was
    // empty or may not be there yet.
    private const string ByIndex = "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    // A plan that is kept, and cannot be the one above.
    private const string ByKey = $"-c plan_cache_mode=force_generic_plan {ByIndex} {Interpreted}";

    // Above the longest time limit: a process that freezes in a transaction is found out by its heartbeat long before.
    private const string Silence = "-c idle_in_transaction_session_timeout=25min";

    // A connection whose client's machine vanished must not hold its locks for hours.
    private const string KeepAlive = "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    // A server that does not answer for so long is as good as away.
    private const int WitnessSeconds = 10;

    /// <param name="credential">Gives the tokens where <c>PIPELINE_POSTGRES_TOKEN_SCOPE</c> asks for them; <see cref="DefaultAzureCredential"/> unless one is registered.</param>
    /// <exception cref="PipelineConfigurationException">
    /// The connection string cannot be read, has a password beside a token's scope, or allows another machine to be reached without TLS.
    /// </exception>
    public PipelineDatabase(PipelineConnections connections, PipelineOptions options, WorkerId worker, TokenCredential? credential = null)
    {
        var given = Parse(connections.Postgres);
        RequireTls(given, connections);
        given.ApplicationName = worker.ApplicationName;
        var login = connections.PostgresTokenScope is { } scope ? new EntraToken(credential ?? new DefaultAzureCredential(), scope) : null;
        Own = Build(given, login, $"{Plans} {ByIndex}", Connections);
        Source = Build(given, login, Plans, Connections);
        Jobs = Build(given, login, Silence, Connections);
        Readers = Build(given, login, $"-c default_transaction_read_only=on {Silence}", Math.Max(Connections, options.IoConcurrency));
        Marks = Build(new(given.ConnectionString) { NoResetOnClose = true }, login, $"{ByKey} -c synchronous_commit=off", Connections);
        ReaderConnections = new NpgsqlConnectionStringBuilder(Readers.ConnectionString).MaxPoolSize;
        // Apart from the others: a heartbeat must neither wait for a connection nor outlast the time by which the worker is taken for dead.
        var patience = Math.Max(1, (int)(options.StaleAfter.TotalSeconds / 4));
        Heartbeats = Build(new(given.ConnectionString) { Timeout = patience, CommandTimeout = patience, MaxPoolSize = 2 }, login, $"{Plans} {ByIndex}", 2);
        Witness = Build(
            new(given.ConnectionString) { Timeout = WitnessSeconds, CommandTimeout = WitnessSeconds, Pooling = false }, login, Plans, 1);
    }

    /// <summary>Connections for contexts and for statements of other code, which the planner is to plan as it sees fit.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Connections for the pipeline's own statements.</summary>
    internal NpgsqlDataSource Own { get; }

    /// <summary>Connections for jobs that are one transaction with their outcome, as PostgreSQL has them by default.</summary>
    internal NpgsqlDataSource Jobs { get; }

    /// <summary>
    /// Connections for marks on outbox rows: who has taken or claimed them. A crash of the server may take back the last of these, which costs a second look
    /// and no job; so nobody waits for the disk. Plans go by index alone, whatever is known of the tables, which looks at flows and reads of results want too.
    /// </summary>
    internal NpgsqlDataSource Marks { get; }

    /// <summary>Connections on which only an explicit read-write transaction can write: what a waiting job reads through.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>How many jobs can read or write through <see cref="Readers"/> at a time.</summary>
    internal int ReaderConnections { get; }

    /// <summary>Connections for heartbeats alone.</summary>
    internal NpgsqlDataSource Heartbeats { get; }

    /// <summary>Sessions for <see cref="SessionWitness"/>: new ones, each time.</summary>
    internal NpgsqlDataSource Witness { get; }

    internal IEnumerable<NpgsqlDataSource> All => [Own, Source, Jobs, Marks, Readers, Heartbeats, Witness];

    /// <summary>A statement with positional parameters on a connection of its own. It reads by indexes alone, wherever there is one.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values) => With(Own.CreateCommand(sql), values);

    internal static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in All)
            await source.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Without what the driver says: of a password with a semicolon it takes the rest for a keyword, and names it.
            throw new PipelineConfigurationException(
                "Setting PIPELINE_POSTGRES is no Npgsql connection string: it is written Host=…;Port=5432;Database=…;Username=…;Password=…, and a value with a semicolon in it in double quotes.");
        }
    }

    // By itself the driver goes on without TLS where the server, or whoever answers in its place, offers none.
    private static void RequireTls(NpgsqlConnectionStringBuilder given, PipelineConnections connections)
    {
        if (connections.AllowsPlaintext || (given.Host ?? "").Split(',').All(IsLocal)) return;
        if (!IsGiven(given, "SSL Mode")) given.SslMode = SslMode.Require;
        else if (given.SslMode < SslMode.Require) connections.CheckPlaintext("PIPELINE_POSTGRES", isLocal: false, "write SSL Mode=Require or VerifyFull");
    }

    // The driver's own ContainsKey says whether it knows the keyword.
    private static bool IsGiven(NpgsqlConnectionStringBuilder given, string keyword) =>
        new DbConnectionStringBuilder { ConnectionString = given.ConnectionString }.ContainsKey(keyword);

    private static bool IsLocal(string host)
    {
        var name = host.Trim();
        return name.Length == 0 || name[0] is '/' or '@' || (Uri.TryCreate($"tcp://{name}", UriKind.Absolute, out var uri) && uri.IsLoopback);
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder given, EntraToken? login, string more, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(given.ConnectionString);
        if (!IsGiven(given, "Maximum Pool Size")) settings.MaxPoolSize = connections;
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 50;
        settings.Options = $"{given.Options} {KeepAlive} {more}".Trim();
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        login?.UseIn(builder);
        return builder.Build();
    }
}
