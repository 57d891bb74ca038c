using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Health;

namespace Pipeline.Telemetry.Metrics;

/// <summary>The gauges of meter <c>Pipeline</c>: what the whole pipeline is like. One look every 15 seconds, and none where nobody listens to them.</summary>
internal sealed class GaugeLoop : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    // What is older says nothing about now: an alert on silence is to notice that.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly GaugeTable _table;
    private readonly PipelineHealth _health;
    private readonly TimeProvider _time;
    private readonly ILogger<GaugeLoop> _logger;
    private readonly Instrument[] _gauges;
    private Look? _last;

    public GaugeLoop(GaugeTable table, PipelineHealth health, PipelineMetrics metrics, TimeProvider time, ILogger<GaugeLoop> logger)
    {
        (_table, _health, _time, _logger) = (table, health, time, logger);
        var meter = metrics.Meter;
        _gauges =
        [
            meter.CreateObservableGauge("pipeline.outbox.oldest_age", () => Read(r => r.OutboxAge.TotalSeconds), "s", "How long the oldest message that should be published is due."),
            meter.CreateObservableGauge("pipeline.flow.oldest_age", () => Read(r => r.FlowAge.TotalSeconds), "s", "How long ago the oldest open flow was accepted."),
            meter.CreateObservableGauge("pipeline.workers.alive", () => Read(r => r.Workers), "{worker}", "Processes with a heartbeat."),
            meter.CreateObservableGauge("pipeline.dead_letters", () => ReadAll(r => r.Dead.Select(d => (d.Count, "job.type", d.Type))), "{letter}", "Dead letters by job, each count up to 1,000."),
            meter.CreateObservableGauge("pipeline.lane.depth", () => ReadAll(r => r.Lanes.Where(l => l.Value.Messages is not null).Select(l => (l.Value.Messages!.Value, Queue, l.Key))), "{message}", "Messages that wait in a queue."),
            meter.CreateObservableGauge("pipeline.lane.consumers", () => ReadAll(r => r.Lanes.Select(l => (l.Value.Consumers, Queue, l.Key))), "{consumer}", "Functions that take from a queue, over all instances."),
        ];
    }

    private const string Queue = "messaging.destination.name";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Whoever listens does so from the start, or from later on.
            if (_gauges.Any(g => g.Enabled)) await LookAsync(stoppingToken);
            await Task.Delay(Every, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks now.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reading = await _table.ReadAsync(cancellationToken);
            _last = new(reading with { Lanes = await _health.LanesAsync(cancellationToken) }, _time.GetTimestamp());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("The gauges are read later: {Error}", e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops, and nobody asks any more.
        }
    }

    private IEnumerable<Measurement<T>> Read<T>(Func<GaugeReading, T> value) where T : struct => Fresh is { } reading ? [new(value(reading))] : [];

    private IEnumerable<Measurement<long>> ReadAll(Func<GaugeReading, IEnumerable<(long Value, string Tag, string Of)>> values) =>
        Fresh is { } reading ? values(reading).Select(v => new Measurement<long>(v.Value, new KeyValuePair<string, object?>(v.Tag, v.Of))) : [];

    private GaugeReading? Fresh => _last is { } last && _time.GetElapsedTime(last.At) < Longest ? last.Reading : null;

    private sealed record Look(GaugeReading Reading, long At);
}
