using Npgsql;

namespace Pipeline.Bench.Servers;

/// <summary>Where the servers are, as the environment says; the database is the bench's own.</summary>
internal sealed record BenchServers(string Postgres, string Admin, string RabbitMq, string Blobs, string? Redis)
{
    private const string Database = "pipeline_bench";

    /// <exception cref="BenchException">One that everybody needs is not named.</exception>
    public static BenchServers FromEnvironment()
    {
        var admin = Required("PIPELINE_POSTGRES");
        var own = new NpgsqlConnectionStringBuilder(admin) { Database = Database };
        return new(own.ConnectionString, admin, Required("PIPELINE_RABBITMQ"), Required("PIPELINE_BLOBS"), Environment.GetEnvironmentVariable("BENCH_REDIS"));
    }

    /// <summary>Makes the bench's database anew, so that each run begins with empty tables and nobody else's rows are touched.</summary>
    public async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Admin);
        await using (var drop = source.CreateCommand($"drop database if exists {Database} with (force)")) await drop.ExecuteNonQueryAsync(cancellationToken);
        await using (var create = source.CreateCommand($"create database {Database}")) await create.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What a process of the pipeline is told.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["PIPELINE_POSTGRES"] = Postgres,
        ["PIPELINE_RABBITMQ"] = RabbitMq,
        ["PIPELINE_BLOBS"] = Blobs,
        ["Pipeline:BlobContainer"] = "pipeline-bench",
    };

    private static string Required(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value : throw new BenchException($"{name} is not set: run ./dev bench, which finds or starts the servers.");
}
