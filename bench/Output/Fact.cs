namespace Pipeline.Bench.Output;

/// <summary>Something about the machine, a version or a setting.</summary>
internal readonly record struct Fact(string Name, string Value);
