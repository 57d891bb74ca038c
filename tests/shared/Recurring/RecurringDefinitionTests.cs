using Pipeline.Jobs;
using Pipeline.Recurring;

namespace Pipeline.Tests.Recurring;

public sealed class RecurringDefinitionTests
{
    [Theory]
    [InlineData(typeof(NoSchedule), "six fields")]
    [InlineData(typeof(NoZone), "TimeZone = \"Nowhere\"")]
    [InlineData(typeof(NoPolicy), "Missed")]
    [InlineData(typeof(NeedsArguments), "parameterless constructor")]
    [InlineData(typeof(RecursWithoutJob), "[Job(")]
    [InlineData(typeof(SweepAndJob), "[Sweep] beside")]
    [InlineData(typeof(SweepOfNothing), "ISweep<TArgs>")]
    [InlineData(typeof(SweepOfAll), "Limit = 0")]
    [InlineData(typeof(SweepWithoutSchedule), "six fields")]
    [InlineData(typeof(SweepWithoutName), "1 to 100 letters")]
    public void What_cannot_work_is_refused_by_name(Type declared, string problem)
    {
        var error = Should.Throw<InvalidJobException>(() => JobDefinition.Of(declared));
        error.Message.ShouldContain(declared.Name);
        error.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData(typeof(NullSchedule), "six fields")]
    [InlineData(typeof(NulSchedule), "six fields")]
    [InlineData(typeof(HugeSchedule), "six fields")]
    [InlineData(typeof(SevenFields), "six fields")]
    [InlineData(typeof(NoSuchSecond), "six fields")]
    [InlineData(typeof(ForeignDigits), "six fields")]
    [InlineData(typeof(FebruaryThe30th), "never comes")]
    [InlineData(typeof(NullZone), "TimeZone = \"\"")]
    [InlineData(typeof(ZoneElsewhere), "does not know")]
    [InlineData(typeof(NulZone), "does not know")]
    [InlineData(typeof(HugeZone), "does not know")]
    [InlineData(typeof(NullSweep), "1 to 100 letters")]
    [InlineData(typeof(QuotedSweep), "1 to 100 letters")]
    [InlineData(typeof(SweepWithoutEnd), "Limit = 2147483647")]
    [InlineData(typeof(SweepForTooLong), "TimeLimit = \"00:20:01\"")]
    [InlineData(typeof(SweepForNoTime), "TimeLimit = \"\"")]
    [InlineData(typeof(NulSweepZone), "does not know")]
    public void A_hostile_value_is_refused_by_name_and_in_few_words(Type declared, string problem)
    {
        var error = Should.Throw<InvalidJobException>(() => JobDefinition.Of(declared));
        error.Message.ShouldContain(declared.Name);
        error.Message.ShouldContain(problem);
        error.Message.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public void A_sweep_for_jobs_that_nobody_takes_is_refused() =>
        Should.Throw<InvalidJobException>(() => new JobCatalog([typeof(EffectSweep)])).Message.ShouldContain("enqueues Step, which no registered [Job] class takes");

    [Fact]
    public void A_sweep_is_a_recurring_job_that_does_not_overlap()
    {
        var sweep = new JobCatalog([typeof(EffectSweep), typeof(StepHandler)]).Find("test.sweep", 1).ShouldNotBeNull();
        sweep.Recurring.ShouldNotBeNull().Overlap.ShouldBeFalse();
        sweep.Mode.ShouldBe(JobMode.Io);
    }

    [Fact]
    public void The_newest_version_decides_whether_a_job_recurs()
    {
        new RecurringCatalog(new([typeof(First), typeof(Second)])).Names.ShouldBe(["a"]);
        new RecurringCatalog(new([typeof(First), typeof(Second), typeof(Third)])).Names.ShouldBeEmpty();
    }

    private sealed record Nothing;
    private sealed record Something(int Value);

    private abstract class Handler<TArgs> : IJobHandler<TArgs> where TArgs : notnull
    {
        public Task HandleAsync(TArgs args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private abstract class Sweep : ISweep<Nothing>
    {
        public IAsyncEnumerable<SweepItem<Nothing>> FindAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<SweepItem<Nothing>>();
    }

    [Job("a"), Recurring("0 * * * *")] private sealed class NoSchedule : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *", TimeZone = "Nowhere")] private sealed class NoZone : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *", Missed = (MissedTicks)7)] private sealed class NoPolicy : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *")] private sealed class NeedsArguments : Handler<Something>;
    [Recurring("0 * * * * *")] private sealed class RecursWithoutJob : Handler<Nothing>;
    [Job("a"), Sweep("a", "0 * * * * *")] private sealed class SweepAndJob : Sweep;
    [Sweep("a", "0 * * * * *")] private sealed class SweepOfNothing;
    [Sweep("a", "0 * * * * *", Limit = 0)] private sealed class SweepOfAll : Sweep;
    [Sweep("a", "hourly")] private sealed class SweepWithoutSchedule : Sweep;
    [Sweep("", "0 * * * * *")] private sealed class SweepWithoutName : Sweep;
    private const string Ten = "0123456789";
    private const string Huge = Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten + Ten;

    [Job("a"), Recurring(null!)] private sealed class NullSchedule : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * *\0 *")] private sealed class NulSchedule : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * " + Huge)] private sealed class HugeSchedule : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * * *")] private sealed class SevenFields : Handler<Nothing>;
    [Job("a"), Recurring("60 * * * * *")] private sealed class NoSuchSecond : Handler<Nothing>;
    [Job("a"), Recurring("１ * * * * *")] private sealed class ForeignDigits : Handler<Nothing>;
    [Job("a"), Recurring("0 0 0 30 2 *")] private sealed class FebruaryThe30th : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *", TimeZone = null!)] private sealed class NullZone : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *", TimeZone = "../../../etc/passwd")] private sealed class ZoneElsewhere : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *", TimeZone = "UTC\0")] private sealed class NulZone : Handler<Nothing>;
    [Job("a"), Recurring("0 * * * * *", TimeZone = Huge)] private sealed class HugeZone : Handler<Nothing>;
    [Sweep(null!, "0 * * * * *")] private sealed class NullSweep : Sweep;
    [Sweep("a'; drop table x; --", "0 * * * * *")] private sealed class QuotedSweep : Sweep;
    [Sweep("a", "0 * * * * *", Limit = int.MaxValue)] private sealed class SweepWithoutEnd : Sweep;
    [Sweep("a", "0 * * * * *", TimeLimit = "00:20:01")] private sealed class SweepForTooLong : Sweep;
    [Sweep("a", "0 * * * * *", TimeLimit = "")] private sealed class SweepForNoTime : Sweep;
    [Sweep("a", "0 * * * * *", TimeZone = "\0")] private sealed class NulSweepZone : Sweep;
    [Job("a"), Recurring("0 * * * * *")] private sealed class First : Handler<Nothing>;
    [Job("a", Version = 2), Recurring("0 * * * * *")] private sealed class Second : Handler<Nothing>;
    [Job("a", Version = 3)] private sealed class Third : Handler<Nothing>;
}
