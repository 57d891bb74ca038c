using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Pipeline.Telemetry.Metrics;

namespace Pipeline.Tests.Telemetry;

/// <summary>Listens to one pipeline's instruments.</summary>
internal sealed class HeardMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _values = [];

    public HeardMetrics(TestPipeline pipeline)
    {
        var meter = pipeline.Get<PipelineMetrics>().Meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured, with tags as <c>name=value</c> in order.</summary>
    public IReadOnlyList<(double Value, string Tags)> Of(string name) => [.. _values.Where(v => v.Name == name).Select(v => (v.Value, v.Tags))];

    /// <summary>Asks the gauges.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
}
