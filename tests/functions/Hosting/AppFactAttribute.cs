namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>A fact about a running app; skipped, naming what is missing, where the environment has not what it needs.</summary>
public sealed class AppFactAttribute : FactAttribute
{
    public AppFactAttribute(Needs needs = Needs.App) => Skip = Target.Missing(needs);
}
