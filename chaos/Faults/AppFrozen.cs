using Pipeline.Chaos.Apps;

namespace Pipeline.Chaos.Faults;

/// <summary>For longer than its heartbeat may be missing: it wakes up as an owner whose jobs are others' by then.</summary>
internal sealed class AppFrozen(AppFleet fleet, LoneRuns lone, TimeProvider time) : AppFault(fleet, lone, time)
{
    public override string Name => "app frozen";

    protected override async Task<string> HitAsync(App app, Random dice, CancellationToken cancellationToken)
    {
        var length = AppSettings.StaleAfter + TimeSpan.FromSeconds(dice.Next(2, 8));
        await Task.Delay(length, Time, cancellationToken);
        await app.ContinueAsync();
        return $" for {length.TotalSeconds:0} s";
    }
}
