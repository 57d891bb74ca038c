using Xunit;

namespace Pipeline.Tests.Support;

/// <summary>
/// A fact that needs the real services. It is skipped, naming what is missing, unless <c>PIPELINE_POSTGRES</c>,
/// <c>PIPELINE_RABBITMQ</c> and <c>PIPELINE_BLOBS</c> are all set, as <c>./dev test</c> sets them.
/// </summary>
public sealed class ServiceFactAttribute : FactAttribute
{
    private static readonly string? Missing = Services.Missing();

    public ServiceFactAttribute()
    {
        if (Missing is not null) Skip = Missing;
    }
}
