using System.Diagnostics;
using Pipeline.Jobs;
using Pipeline.Outbox;
using Pipeline.Telemetry.Tracing;

namespace Pipeline.Tests.Telemetry;

public sealed class JobSpansTests
{
    private const string One = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Other = "00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203332-01";

    [Fact]
    public void Jobs_of_other_traces_are_linked_once_each()
    {
        using var heard = new HeardSpans();
        using var span = JobSpans.Process("jobs.0", Guid.NewGuid(), One)!;

        JobSpans.Claimed(span, [Job(One), Job(Other), Job(Other), Job(null), Job("no trace")]);

        span.TraceId.ToHexString().ShouldBe(One[3..35]);
        span.Links.ShouldHaveSingleItem().Context.TraceId.ToHexString().ShouldBe(Other[3..35]);
        span.GetTagItem("messaging.batch.message_count").ShouldBe(5);
    }

    [Fact]
    public void The_hosts_own_span_of_the_same_trace_lies_between()
    {
        using var heard = new HeardSpans();
        using var host = new System.Diagnostics.Activity("invoke").SetParentId(One).Start();

        using var span = JobSpans.Process("jobs.0", Guid.NewGuid(), One)!;

        span.ParentSpanId.ShouldBe(host.SpanId);
    }

    [Theory]
    [InlineData(One, One, One)]
    [InlineData(One, Other, null)]
    [InlineData(null, null, null)]
    public void A_message_has_its_jobs_parent_where_there_is_one(string? first, string? second, string? expected)
    {
        var jobs = Enumerable.Range(0, 64).Select(i => Row(i % 2 == 0 ? first : second)).ToArray();

        MessageGrouping.Group(jobs)[0].TraceParent.ShouldBe(expected);
    }

    private static JobRow Row(string? trace) => new() { Id = Guid.NewGuid(), Type = "a", Version = 1, Args = "", TraceParent = trace, Batch = 50 };

    private static ClaimedJob Job(string? trace) => new()
    {
        Id = Guid.NewGuid(), Type = "a", Version = 1, Args = "", ArgsBlob = null, Generation = 0, Attempt = 0, Parked = 0, Flow = null, Tuples = null, TraceParent = trace,
        CreatedAt = default, Expired = false,
    };
}
