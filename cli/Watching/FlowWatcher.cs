using System.Runtime.CompilerServices;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;

namespace Pipeline.Cli.Watching;

/// <summary>Looks at a flow again and again until it ended, and outlives a server that is away for a while.</summary>
/// <param name="look">Asks the server once; its failures are <see cref="ApiException"/>.</param>
internal sealed class FlowWatcher(Func<CancellationToken, Task<Answer<FlowDocument>>> look, Pacing pacing, TimeProvider time)
{
    private readonly PaceMeter meter = new(time);

    /// <summary>Starts with <paramref name="first"/>; the last event is the look at the ended flow.</summary>
    /// <exception cref="ApiException">The server refused, or was away for longer than <see cref="Pacing.OutageLimit"/>.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        Answer<FlowDocument> first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Outage? outage = null;
        yield return new WatchEvent.Look(first, meter.Note(first.Value));

        for (var ended = first.Value.Ended; !ended;)
        {
            var pause = outage?.Pause(pacing) ?? pacing.NextLook(meter.Elapsed);
            await Task.Delay(pause, time, cancellationToken);

            var (answer, failure) = await TryLookAsync(cancellationToken);
            if (answer is not null)
            {
                if (outage is not null)
                    yield return new WatchEvent.Notice("The server answers again.");

                (outage, ended) = (null, answer.Value.Ended);
                yield return new WatchEvent.Look(answer, meter.Note(answer.Value));
                continue;
            }

            if (outage is null)
            {
                var limit = $"{pacing.OutageLimit.TotalMinutes:0.#} minutes";
                yield return new WatchEvent.Notice($"{failure!.Message} Looking again for up to {limit}.");
            }

            outage = (outage ?? new Outage(meter.Elapsed, 0, null)).Again(failure!);
            if (meter.Elapsed - outage.Since >= pacing.OutageLimit)
                throw failure!;
        }
    }

    private async Task<(Answer<FlowDocument>? Answer, ApiException? Failure)> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await look(cancellationToken), null);
        }
        // The flow has been seen, so an unknown path only means that the app has not loaded its functions yet.
        catch (ApiException failure) when (failure.Transient || failure.NoSuchPath)
        {
            return (null, failure);
        }
    }

    private sealed record Outage(TimeSpan Since, int Looks, TimeSpan? RetryAfter)
    {
        public Outage Again(ApiException failure) => this with { Looks = Looks + 1, RetryAfter = failure.RetryAfter };

        /// <summary>Doubles up to the longest look, unless the server asks for more.</summary>
        public TimeSpan Pause(Pacing pacing)
        {
            var doubled = pacing.ShortestLook * Math.Pow(2, Math.Min(Looks, 10));
            var pause = doubled < pacing.LongestLook ? doubled : pacing.LongestLook;
            return RetryAfter is { } asked && asked > pause
                ? asked < pacing.LongestRetryDelay ? asked : pacing.LongestRetryDelay
                : pause;
        }
    }
}
