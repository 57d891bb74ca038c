using Pipeline.Chaos.Work;

namespace Pipeline.Chaos.Tests;

public sealed class WorkPlanTests
{
    [Fact]
    public void Next_WithTheSameSeed_IsTheSame() => Kinds(7, 5_000).ShouldBe(Kinds(7, 5_000));

    [Fact]
    public void Next_WithAnotherSeed_IsAnother() => Kinds(7, 5_000).ShouldNotBe(Kinds(8, 5_000));

    [Theory]
    [InlineData(100, 1)]
    [InlineData(5_000, 2)]
    [InlineData(100_000, 6)]
    public void Next_OfAllJobs_AFewCrash_AllInTheFirstHalf(int jobs, int crashes)
    {
        var kinds = Kinds(1, jobs);
        kinds.Count(k => k == "crash").ShouldBe(crashes);
        kinds.LastIndexOf("crash").ShouldBeLessThan(jobs / 2 + 350);
    }

    [Fact]
    public void Next_HasEveryKindOfJob() => Kinds(1, 5_000).Distinct().Order().ShouldBe(
        ["carry", "crash", "fail", "mourn", "overrun", "stumble", "stumblewaiting", "tally", "together", "wait", "write"]);

    private static List<string> Kinds(int seed, int jobs)
    {
        var plan = new WorkPlan(seed, jobs);
        var kinds = new List<string>();
        while (kinds.Count < jobs)
        {
            var submission = plan.Next();
            kinds.AddRange(submission.Jobs.Select(j => j.Kind));
            if (submission.Chord is { } chord) kinds.Add(chord.Succeeds ? chord.Body.Kind : chord.OnError.Kind);
        }
        return kinds;
    }
}
