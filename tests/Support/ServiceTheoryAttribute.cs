using Xunit;

namespace Pipeline.Tests.Support;

/// <summary>The theory that goes with <see cref="ServiceFactAttribute"/>.</summary>
public sealed class ServiceTheoryAttribute : TheoryAttribute
{
    private static readonly string? Missing = Services.Missing();

    public ServiceTheoryAttribute()
    {
        if (Missing is not null) Skip = Missing;
    }
}
