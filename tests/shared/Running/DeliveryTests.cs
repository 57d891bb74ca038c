using Pipeline.Running;
using Pipeline.Workers;

namespace Pipeline.Tests.Running;

public sealed class DeliveryTests
{
    private static readonly PipelineOptions Options = new() { MessageBudget = TimeSpan.FromMinutes(5), AbandonAfter = TimeSpan.FromSeconds(10) };
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(20);

    private readonly ManualTime _time = new();

    [Fact]
    public void After_the_claim_a_job_may_start_until_the_budget_is_spent()
    {
        using var gate = new RunGate(_time);
        var delivery = new Delivery(gate, Options, _time, default);
        _time.Advance(TimeSpan.FromMinutes(3)); // waiting for its turn costs nothing of the budget
        delivery.Claimed();
        _time.Advance(TimeSpan.FromMinutes(5));
        delivery.MayStart(Short).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        delivery.MayStart(Short).ShouldBeFalse();
    }

    [Fact]
    public void A_job_may_start_only_if_its_whole_time_limit_ends_before_the_broker_loses_patience()
    {
        using var gate = new RunGate(_time);
        var delivery = new Delivery(gate, Options, _time, default);
        _time.Advance(TimeSpan.FromMinutes(27) - Long - Options.AbandonAfter);
        delivery.MayStart(Long).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        delivery.MayStart(Long).ShouldBeFalse();
        delivery.MayStart(Short).ShouldBeTrue();
    }

    [Fact]
    public void In_a_process_that_stops_nothing_starts()
    {
        using var gate = new RunGate(_time);
        new Delivery(gate, Options, _time, new CancellationToken(canceled: true)).MayStart(Short).ShouldBeFalse();
        var delivery = new Delivery(gate, Options, _time, default);
        delivery.MayStart(Short).ShouldBeTrue();
        gate.Close();
        delivery.MayStart(Short).ShouldBeFalse();
    }
}
