using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;
using Pipeline.Bench.Servers;
using RabbitMQ.Client;

namespace Pipeline.Bench.Output;

/// <summary>The machine, versions and settings, asked of those who know.</summary>
internal static class Facts
{
    private static readonly string[] Settings = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"];

    public static async Task<IReadOnlyList<Fact>> ReadAsync(NpgsqlDataSource source, BenchServers servers, PipelineOptions pipeline, string? celery, BenchOptions options, CancellationToken cancellationToken)
    {
        List<Fact> facts =
        [
            new("machine", $"{Environment.ProcessorCount} cores{Cpu()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB of memory, {RuntimeInformation.OSDescription}"),
            new("PostgreSQL", await PostgresAsync(source, cancellationToken)),
            new("RabbitMQ", await RabbitMqAsync(servers.RabbitMq, cancellationToken)),
            new(".NET", $"{Environment.Version}, Npgsql {Version(typeof(NpgsqlConnection))}, RabbitMQ.Client {Version(typeof(IConnection))}"),
            new("Pipeline", $"under {options.Host}: {pipeline.Lanes} lanes as {pipeline.QueueType} queues, TransactionSize {pipeline.TransactionSize}, RelayChunk {pipeline.RelayChunk}; persistent messages with confirms, acked after the commit"),
        ];
        if (celery is not null)
            facts.Add(new("Celery", celery + "; 8 prefork processes, acks_late, reject_on_worker_lost, confirm_publish, persistent messages, one classic durable queue, Redis for results"));
        facts.Add(new("runs", $"{options.Runs} timed after those to warm up (until three in a row are no twentieth quicker than the best before, or 20 runs or half a minute are over), all of a kind in turn"));
        return facts;
    }

    private static async Task<string> PostgresAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        foreach (var setting in Settings)
        {
            await using var show = source.CreateCommand("show " + setting);
            values.Add($"{(setting == Settings[0] ? "" : setting + " ")}{await show.ExecuteScalarAsync(cancellationToken)}");
        }
        return string.Join(", ", values);
    }

    private static async Task<string> RabbitMqAsync(string uri, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new(uri) }.CreateConnectionAsync(cancellationToken);
        return connection.ServerProperties?["version"] is byte[] version ? Encoding.UTF8.GetString(version) : "of an unknown version";
    }

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? type.Assembly.GetName().Version?.ToString(3) ?? "?";

    private static string Cpu()
    {
        const string info = "/proc/cpuinfo";
        var name = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        return name is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({name})");
    }
}
