namespace Pipeline.Bench.Work;

/// <summary>What a table holds: equal for the same rows in any order.</summary>
internal readonly record struct TableSum(long Rows, long Hash);
