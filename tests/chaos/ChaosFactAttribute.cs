using Pipeline.Tests.Support;

namespace Pipeline.Chaos.Tests;

/// <summary>A fact that needs servers which it may kill, as <c>./dev test</c> has them where all are processes of its own.</summary>
public sealed class ChaosFactAttribute : FactAttribute
{
    public ChaosFactAttribute()
    {
        Skip = Services.Missing() ?? (AppCommand is null || Slot is null || Read("PIPELINE_SERVICE") is null
            ? "Needs PIPELINE_APP, PIPELINE_SERVICE and PIPELINE_SLOT to kill apps and servers; run it with ./dev test" : null);
    }

    /// <summary>Starts an app; <c>--port N</c> is added.</summary>
    public static string? AppCommand => Read("PIPELINE_APP");

    /// <summary>Where the state of this run lies.</summary>
    public static string? Slot => Read("PIPELINE_SLOT");

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
