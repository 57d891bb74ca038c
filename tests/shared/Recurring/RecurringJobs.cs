using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Recurring;

namespace Pipeline.Tests.Recurring;

public sealed record HourlyStep;

public sealed record LateStep;

[Job("test.hourly"), Recurring("0 0 * * * *", TimeZone = "Europe/Berlin")]
internal sealed class HourlyHandler(ShopDb db, Script script) : IJobHandler<HourlyStep>
{
    public Task HandleAsync(HourlyStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new("hourly", job, db, cancellationToken));
}

[Job("test.late"), Recurring("0 0 4 * * *", Missed = MissedTicks.CatchUpOnce, Overlap = false)]
internal sealed class LateHandler(ShopDb db, Script script) : IJobHandler<LateStep>
{
    public Task HandleAsync(LateStep args, JobContext job, CancellationToken cancellationToken) => script.OnStep(new("late", job, db, cancellationToken));
}

/// <summary>Finds the rows that say so.</summary>
[Sweep("test.sweep", "0 0 4 * * *", Limit = 3)]
internal sealed class EffectSweep(ShopDb db) : ISweep<Step>
{
    public IAsyncEnumerable<SweepItem<Step>> FindAsync(CancellationToken cancellationToken) => db.Effects
        .Where(e => e.Text == "to do").OrderBy(e => e.Id)
        .Select(e => new SweepItem<Step>(new Step("done"), $"effect {e.Id}"))
        .AsAsyncEnumerable();
}
