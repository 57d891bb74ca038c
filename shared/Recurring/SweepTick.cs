namespace Pipeline.Recurring;

/// <summary>The arguments of a sweep's job: none, and a type of its own for each sweep.</summary>
internal sealed record SweepTick<TSweep>;
