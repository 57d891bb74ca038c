using Polly;
using Polly.Retry;

namespace Pipeline.Cli.Api;

/// <summary>Sends a request again while its failures are transient, with growing, jittered pauses.</summary>
/// <param name="say">Told before each pause, the first time with the reason.</param>
internal sealed class TransientRetry(Pacing pacing, TimeProvider time, Action<string> say)
{
    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ApiException>(failure => failure.Transient),
            MaxRetryAttempts = pacing.Retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = pacing.RetryDelay,
            MaxDelay = pacing.LongestRetryDelay,
            UseJitter = true,
            DelayGenerator = retry => ValueTask.FromResult(AskedFor(retry.Outcome.Exception, pacing.LongestRetryDelay)),
            OnRetry = retry =>
            {
                var why = retry.AttemptNumber == 0 ? retry.Outcome.Exception!.Message + " " : "";
                say($"{why}Trying again ({retry.AttemptNumber + 1} of {pacing.Retries}).");
                return default;
            },
        })
        .Build();

    /// <exception cref="ApiException">The last failure, or the first that is not transient.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(async token => await request(token), cancellationToken);

    /// <summary>The pause that the server asked for, within the limit; null leaves the choice to the backoff.</summary>
    private static TimeSpan? AskedFor(Exception? failure, TimeSpan limit) =>
        failure is ApiException { RetryAfter: { } pause } && pause > TimeSpan.Zero ? (pause < limit ? pause : limit) : null;
}
