namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The theory that goes with <see cref="AppFactAttribute"/>.</summary>
public sealed class AppTheoryAttribute : TheoryAttribute
{
    public AppTheoryAttribute(Needs needs = Needs.App) => Skip = Target.Missing(needs);
}
