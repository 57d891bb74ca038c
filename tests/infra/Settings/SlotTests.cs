namespace Pipeline.Infra.Tests.Settings;

/// <summary>The staging slot takes no work.</summary>
public sealed class SlotTests
{
    [Fact]
    public void Every_function_that_starts_by_itself_is_disabled_in_staging() =>
        AppSettings.Triggers.Order(StringComparer.Ordinal).ShouldBe(Functions.With("rabbitMQTrigger", "timerTrigger"));

    [Fact]
    public void Lanes_are_listed_in_their_order_so_that_the_last_ones_are_left_out()
    {
        var lanes = AppSettings.List("laneFunctions");
        lanes.ShouldBe(Enumerable.Range(0, 8).Select(i => $"ProcessJobs{i}"));
        Repository.Read("infra/profiles.bicep").ShouldContain("@maxValue(8)\n  lanes: int\n");
    }
}
