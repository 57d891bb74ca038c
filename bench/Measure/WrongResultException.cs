namespace Pipeline.Bench.Measure;

/// <summary>A run did not come to what it should: its time counts for nothing.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
