using Pipeline.Cli.Api;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Api;

public sealed class TransientRetryTests
{
    private readonly EagerTime time = new();
    private readonly Pacing pacing = new();
    private readonly List<string> said = [];

    [Fact]
    public async Task RunAsync_AlwaysTransient_TriesAFewTimesWithGrowingPausesThenFails()
    {
        var calls = 0;
        var failure = new ApiException(ExitCode.ServerUnavailable, "Away.") { Transient = true };

        var thrown = await Should.ThrowAsync<ApiException>(Retry().RunAsync<int>(_ => { calls++; throw failure; }, CancellationToken.None));

        thrown.ShouldBeSameAs(failure);
        calls.ShouldBe(1 + pacing.Retries);
        said.ShouldBe(["Away. Trying again (1 of 4).", "Trying again (2 of 4).", "Trying again (3 of 4).", "Trying again (4 of 4)."]);
        time.GetElapsedTime(0).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task RunAsync_NotTransient_FailsAtOnce()
    {
        var calls = 0;
        var failure = new ApiException(ExitCode.Refused, "No.");

        await Should.ThrowAsync<ApiException>(Retry().RunAsync<int>(_ => { calls++; throw failure; }, CancellationToken.None));

        calls.ShouldBe(1);
        said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(86_400, 30)]
    public async Task RunAsync_ServerAsksForAPause_GrantsItWithinTheLimit(int asked, int granted)
    {
        var calls = 0;
        var busy = new ApiException(ExitCode.ServerUnavailable, "Busy.") { Transient = true, RetryAfter = TimeSpan.FromSeconds(asked) };

        await Retry().RunAsync(_ => ++calls == 1 ? throw busy : Task.FromResult(calls), CancellationToken.None);

        time.Pauses.ShouldHaveSingleItem().ShouldBe(TimeSpan.FromSeconds(granted));
    }

    private TransientRetry Retry() => new(pacing, time, said.Add);
}
