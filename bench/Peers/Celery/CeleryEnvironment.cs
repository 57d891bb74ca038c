using System.Globalization;
using System.Text.RegularExpressions;
using BenchJobs;
using Npgsql;
using Pipeline.Bench.Servers;

namespace Pipeline.Bench.Peers;

/// <summary>What the peer's processes are told: the same servers, and the same statements.</summary>
internal static partial class CeleryEnvironment
{
    public static Dictionary<string, string?> Of(BenchServers servers)
    {
        var postgres = new NpgsqlConnectionStringBuilder(servers.Postgres);
        return new()
        {
            ["BENCH_BROKER"] = servers.RabbitMq,
            ["BENCH_RESULTS"] = servers.Redis,
            ["BENCH_UPSERT"] = Positional().Replace(VoterStatements.Upsert, "%s"),
            ["BENCH_UPSERT_VALUES"] = Values().Replace(VoterStatements.Upsert, "values %s"),
            ["PGHOST"] = postgres.Host,
            ["PGPORT"] = postgres.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = postgres.Database,
            ["PGUSER"] = postgres.Username,
            ["PGPASSWORD"] = postgres.Password,
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
    }

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Positional();

    [GeneratedRegex(@"values \([^)]*\)")]
    private static partial Regex Values();
}
