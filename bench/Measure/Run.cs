namespace Pipeline.Bench.Measure;

/// <summary>One timed run that was right.</summary>
/// <param name="Elapsed">By the submitter's clock.</param>
/// <param name="WalBytes">Bytes that PostgreSQL wrote ahead meanwhile, autovacuum's included.</param>
/// <param name="PeakMemory">Peak resident bytes of the worker's processes during the run, summed; null where nothing runs apart.</param>
/// <param name="Processors">Processor time that went by meanwhile.</param>
internal sealed record Run(TimeSpan Elapsed, long WalBytes, long? PeakMemory, ProcessorTimes Processors);
