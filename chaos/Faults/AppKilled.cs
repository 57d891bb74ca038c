using Pipeline.Chaos.Apps;

namespace Pipeline.Chaos.Faults;

internal sealed class AppKilled(AppFleet fleet, LoneRuns lone, TimeProvider time) : AppFault(fleet, lone, time)
{
    public override string Name => "app killed";

    protected override async Task<string> HitAsync(App app, Random dice, CancellationToken cancellationToken)
    {
        await app.KillAsync();
        return "";
    }
}
