using Microsoft.Extensions.Hosting;
using Pipeline.Database;
using Pipeline.Jobs;

namespace BenchJobs.Probes;

/// <summary>Enqueues probes from within the app when a row of <c>bench.probe_request</c> asks for them.</summary>
internal sealed class ProbeSource(ProbeSeries series, PipelineDatabase database, TimeProvider time) : BackgroundService
{
    private const string TakeSql = """
        delete from bench.probe_request where id = (select id from bench.probe_request order by id limit 1 for update skip locked) returning samples, gap, priority
        """;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (await TakeAsync(stoppingToken) is { } request)
                await series.RunAsync(request, stoppingToken);
    }

    private async Task<ProbeRequest?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(TakeSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetInt32(0), reader.GetFieldValue<TimeSpan>(1), (JobPriority)reader.GetInt16(2)) : null;
    }
}
