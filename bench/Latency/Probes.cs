using System.Diagnostics;
using BenchJobs.Probes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Bench.Peers;

namespace Pipeline.Bench.Latency;

/// <summary>Enqueues probes from one place or another, and reads how long each took to start.</summary>
internal sealed class Probes(NpgsqlDataSource source, PipelineClient web, PipelineClient mute)
{
    private const string AskSql = "insert into bench.probe_request (samples, gap, priority) values ($1, $2, $3)";

    private const string OpenSql = "select count(*) - count(*) filter (where j.status <> 'queued') from bench.probe p join pipeline.job j on j.id = p.job_id having count(*) = $1";

    private const string ReadSql = "select j.result::bigint - p.committed from bench.probe p join pipeline.job j on j.id = p.job_id order by p.committed";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <returns>Milliseconds of each sample; none is below zero, as a handler may start before the enqueuer sees its own commit.</returns>
    public async Task<IReadOnlyList<double>> TakeAsync(LatencySource from, ProbeRequest request, CancellationToken cancellationToken)
    {
        await using (var clear = source.CreateCommand("truncate bench.probe")) await clear.ExecuteNonQueryAsync(cancellationToken);
        if (from == LatencySource.App)
            await AskAsync(request, cancellationToken);
        else
            await (from == LatencySource.Web ? web : mute).Services.GetRequiredService<ProbeSeries>().RunAsync(request, cancellationToken);
        while (!await AreDoneAsync(request.Samples, cancellationToken)) await Task.Delay(Pause, cancellationToken);

        await using var command = source.CreateCommand(ReadSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var samples = new List<double>();
        while (await reader.ReadAsync(cancellationToken))
            samples.Add(Math.Max(0, reader.GetInt64(0) * 1000d / Stopwatch.Frequency));
        return samples;
    }

    private async Task AskAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(AskSql);
        command.Parameters.Add(new() { Value = request.Samples });
        command.Parameters.Add(new() { Value = request.Gap });
        command.Parameters.Add(new() { Value = (short)request.Priority });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> AreDoneAsync(int samples, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(OpenSql);
        command.Parameters.Add(new() { Value = (long)samples });
        return await command.ExecuteScalarAsync(cancellationToken) is 0L;
    }
}
