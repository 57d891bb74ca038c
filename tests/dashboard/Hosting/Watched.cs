using Microsoft.Playwright;

namespace Pipeline.Dashboard.Tests.Hosting;

/// <summary>A page, and whatever went wrong on it: errors of its scripts, of its policy, and dialogs that it has no use for.</summary>
public sealed class Watched
{
    // What the server refuses is said on the page; the browser notes it down as well.
    private const string Refused = "Failed to load resource";

    private readonly List<string> _complaints = [];

    public Watched(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith(Refused, StringComparison.Ordinal)) _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            _complaints.Add($"a dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public void ShouldBeFine() => _complaints.ShouldBeEmpty();
}
