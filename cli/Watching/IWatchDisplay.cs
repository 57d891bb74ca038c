namespace Pipeline.Cli.Watching;

/// <summary>Shows a watch while it goes on.</summary>
internal interface IWatchDisplay
{
    /// <summary>Shows all events and returns the last look, the one at the ended flow.</summary>
    Task<WatchEvent.Look> ShowAsync(IAsyncEnumerable<WatchEvent> events, CancellationToken cancellationToken);
}
