using Pipeline.EndToEnd.Tests.Hosting;

namespace Pipeline.Dashboard.Tests.Hosting;

/// <summary>A fact about the page in a browser; skipped, naming what is missing, where the environment has not what it needs.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <param name="needs">Of the app.</param>
    /// <param name="setting">An environment variable that must be set as well.</param>
    public BrowserFactAttribute(Needs needs = Needs.App, string? setting = null) => Skip = Missing(needs, setting);

    internal static string? Missing(Needs needs, string? setting) =>
        Chromium.Path is null ? "Needs Chromium: install it, or set PIPELINE_CHROMIUM to a browser that is like it"
        : setting is not null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(setting)) ? $"Needs {setting}"
        : Target.Missing(needs);
}
