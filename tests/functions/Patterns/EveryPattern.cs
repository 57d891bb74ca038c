using Pipeline.EndToEnd.Tests.Api;

namespace Pipeline.EndToEnd.Tests.Patterns;

/// <summary>The names of all patterns, as a theory's data.</summary>
public sealed class EveryPattern : TheoryData<string>
{
    public EveryPattern() : base(Pattern.Names) { }
}
