namespace Pipeline.Bench.Measure;

/// <summary>What a contestant came to with so many records.</summary>
/// <param name="Key">The contestant's.</param>
/// <param name="Peer">The contestant's.</param>
/// <param name="Title">The contestant's.</param>
/// <param name="Records">How many records.</param>
/// <param name="Runs">The timed ones, all of them right.</param>
/// <param name="Refusal">Why it could not run with so many; null when it could.</param>
/// <param name="Fault">What was wrong; null when every run was right.</param>
internal sealed record Measurement(string Key, Peer Peer, string Title, int Records, IReadOnlyList<Run> Runs, string? Refusal = null, string? Fault = null)
{
    /// <summary>Seconds; null without a run.</summary>
    public Spread? Seconds => Of(r => r.Elapsed.TotalSeconds);

    /// <summary>Records a second, by the median of the times.</summary>
    public double? Rate => Seconds is { } seconds ? Records / seconds.Median : null;

    public double? WalBytesARecord => Of(r => r.WalBytes)?.Median / Records;

    /// <summary>Microseconds of processor time a record, medians; null where they are not known.</summary>
    public (double? Worker, double? Postgres, double? RabbitMq) MicrosecondsARecord =>
        (Processor(p => p.Worker), Processor(p => p.Postgres), Processor(p => p.RabbitMq));

    public long? PeakMemory => Runs.Max(r => r.PeakMemory);

    private double? Processor(Func<ProcessorTimes, TimeSpan?> whose) =>
        Runs.All(r => whose(r.Processors) is not null) ? Of(r => whose(r.Processors)!.Value.TotalMicroseconds)?.Median / Records : null;

    private Spread? Of(Func<Run, double> value) => Runs.Count == 0 || Fault is not null ? null : Spread.Of(Runs.Select(value));
}
