using Pipeline.Chaos.Apps;

namespace Pipeline.Chaos.Faults;

/// <summary>Hits one app, with all of them up before.</summary>
internal abstract class AppFault(AppFleet fleet, LoneRuns lone, TimeProvider time) : IFault
{
    private static readonly TimeSpan UpLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public abstract string Name { get; }

    public string? Impossible => null;

    protected TimeProvider Time => time;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        await fleet.AreUpAsync(UpLimit, cancellationToken);
        var app = fleet.Apps[dice.Next(fleet.Apps.Count)];
        // Whether it may be hit is looked up while it stands still, so that nothing begins between the look and the blow.
        while (true)
        {
            await app.FreezeAsync();
            if (!await lone.AnyAsync(cancellationToken)) break;
            await app.ContinueAsync();
            await Task.Delay(Pause, time, cancellationToken);
        }
        return $"app {app.Number}{await HitAsync(app, dice, cancellationToken)}";
    }

    /// <summary>The app stands still.</summary>
    protected abstract Task<string> HitAsync(App app, Random dice, CancellationToken cancellationToken);
}
