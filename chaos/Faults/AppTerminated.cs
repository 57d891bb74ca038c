using Pipeline.Chaos.Apps;

namespace Pipeline.Chaos.Faults;

internal sealed class AppTerminated(AppFleet fleet, LoneRuns lone, TimeProvider time) : AppFault(fleet, lone, time)
{
    public override string Name => "app terminated";

    protected override async Task<string> HitAsync(App app, Random dice, CancellationToken cancellationToken)
    {
        await app.ContinueAsync();
        return await app.TerminateAsync() ? "" : ", which did not end in time and was killed";
    }
}
