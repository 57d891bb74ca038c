namespace Pipeline.Bench.Targets;

/// <summary>A ratio or a time that is aimed at, and what this run came to.</summary>
/// <param name="What">What is compared with what.</param>
/// <param name="Aim">What it is to be.</param>
/// <param name="Found">What it is; null where this run lacks a side of it.</param>
/// <param name="IsReached">Null where this run cannot say.</param>
internal sealed record Target(string What, string Aim, string? Found, bool? IsReached)
{
    public string Verdict => IsReached switch { true => "reached", false => "missed", null => "not measured" };
}
