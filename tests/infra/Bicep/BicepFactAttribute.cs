namespace Pipeline.Infra.Tests.Bicep;

/// <summary>A fact that needs the parser that <c>./dev test</c> installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute()
    {
        if (!BicepSources.CanParse) Skip = $"node or {BicepSources.Modules} is missing: ./dev test installs the parser where npm is";
    }
}
