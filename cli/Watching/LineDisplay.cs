namespace Pipeline.Cli.Watching;

/// <summary>Progress for logs and pipes: a plain line at most every second, and only when something changed.</summary>
internal sealed class LineDisplay(Action<string> say, TimeProvider time) : IWatchDisplay
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    public async Task<WatchEvent.Look> ShowAsync(IAsyncEnumerable<WatchEvent> events, CancellationToken cancellationToken)
    {
        WatchEvent.Look? last = null, said = null;
        long saidAt = 0;

        await foreach (var step in events.WithCancellation(cancellationToken))
        {
            switch (step)
            {
                case WatchEvent.Notice notice:
                    say(notice.Text);
                    break;

                case WatchEvent.Look look:
                    last = look;
                    var due = said is null || look.Flow.Ended || time.GetElapsedTime(saidAt) >= AtMostEvery;
                    if (due && (said?.Flow.Jobs != look.Flow.Jobs || said.Flow.Status != look.Flow.Status || said.Flow.Stage != look.Flow.Stage))
                    {
                        say(ProgressText.Of(look));
                        (said, saidAt) = (look, time.GetTimestamp());
                    }

                    break;
            }
        }

        return last ?? throw new InvalidOperationException("A watch begins with a look.");
    }
}
