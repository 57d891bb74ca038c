using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pipeline.Tests;

/// <summary>What the driver sends to one database and gets from it, as it says itself, until disposed.</summary>
internal sealed class DatabaseCost : IDisposable
{
    private readonly ActivityListener _commands;
    private readonly MeterListener _meters = new();
    private readonly ConcurrentQueue<string> _texts = [];
    private long _roundTrips;
    private long _statements;
    private long _bytes;

    public DatabaseCost(string database)
    {
        _commands = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = command => Count(command, database),
        };
        ActivitySource.AddActivityListener(_commands);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Npgsql" && (instrument.Name.EndsWith("bytes_written", StringComparison.Ordinal) || instrument.Name.EndsWith("bytes_read", StringComparison.Ordinal)))
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, bytes, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Value is string text && text.Contains(database, StringComparison.Ordinal))
                    Interlocked.Add(ref _bytes, bytes);
        });
        _meters.Start();
    }

    public long RoundTrips => Interlocked.Read(ref _roundTrips);

    public long Statements => Interlocked.Read(ref _statements);

    public long Bytes => Interlocked.Read(ref _bytes);

    // The statements of a batch stand in one text, each on a line that ends with a semicolon but for the last.
    private void Count(Activity command, string database)
    {
        if (!command.TagObjects.Any(tag => tag.Value as string == database)) return;
        Interlocked.Increment(ref _roundTrips);
        var text = command.TagObjects.FirstOrDefault(tag => tag.Key is "db.statement" or "db.query.text").Value as string ?? "";
        _texts.Enqueue(text);
        Interlocked.Add(ref _statements, 1 + text.TrimEnd(';', '\n', ' ').Count(c => c == ';'));
    }

    /// <summary>What went, a round trip a line.</summary>
    public override string ToString() => string.Join('\n', _texts.Select(text => text.ReplaceLineEndings(" ")));

    public void Dispose()
    {
        _commands.Dispose();
        _meters.Dispose();
    }
}
