using Spectre.Console;

namespace Pipeline.Cli.Watching;

/// <summary>Progress for a terminal: a bar that is redrawn in place.</summary>
internal sealed class BarDisplay(IAnsiConsole console) : IWatchDisplay
{
    public Task<WatchEvent.Look> ShowAsync(IAsyncEnumerable<WatchEvent> events, CancellationToken cancellationToken)
    {
        var words = new WordsColumn();
        return console.Progress()
            // Redrawn at every look instead of by a timer: between two looks nothing new is known.
            .AutoRefresh(false)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), words)
            .StartAsync(context => DrawAsync(context, words, events, cancellationToken));
    }

    private async Task<WatchEvent.Look> DrawAsync(
        ProgressContext context, WordsColumn words, IAsyncEnumerable<WatchEvent> events, CancellationToken cancellationToken)
    {
        WatchEvent.Look? last = null;
        var bar = context.AddTask("flow");

        await foreach (var step in events.WithCancellation(cancellationToken))
        {
            switch (step)
            {
                case WatchEvent.Notice notice:
                    console.WriteLine(notice.Text);
                    break;

                case WatchEvent.Look look:
                    last = look;
                    words.Words = ProgressText.Of(look);
                    bar.IsIndeterminate = look.Flow.Jobs.Total <= 0 && !look.Flow.Ended;
                    bar.MaxValue = Math.Max(look.Flow.Jobs.Total, 1);
                    bar.Value = look.Flow.Ended ? bar.MaxValue : look.Flow.Jobs.Done;
                    break;
            }

            context.Refresh();
        }

        return last ?? throw new InvalidOperationException("A watch begins with a look.");
    }
}
