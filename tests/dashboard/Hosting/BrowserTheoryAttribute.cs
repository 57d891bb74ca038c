using Pipeline.EndToEnd.Tests.Hosting;

namespace Pipeline.Dashboard.Tests.Hosting;

/// <inheritdoc cref="BrowserFactAttribute"/>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="BrowserFactAttribute(Needs, string?)"/>
    public BrowserTheoryAttribute(Needs needs = Needs.App, string? setting = null) => Skip = BrowserFactAttribute.Missing(needs, setting);
}
