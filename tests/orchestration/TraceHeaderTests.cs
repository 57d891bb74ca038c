using Pipeline.Functions.Jobs;

namespace Pipeline.Orchestration.Tests;

/// <summary>The trace crosses the broker in a header, which the host shows among a message's properties as base64.</summary>
public sealed class TraceHeaderTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData("{\"Headers\":{\"traceparent\":\"MDAtMGFmNzY1MTkxNmNkNDNkZDg0NDhlYjIxMWM4MDMxOWMtYjdhZDZiNzE2OTIwMzMzMS0wMQ==\"}}", Trace)]
    [InlineData("{\"Headers\":{\"traceparent\":\"" + Trace + "\"}}", Trace)]
    [InlineData("""{"Headers":{"traceparent":7}}""", null)]
    [InlineData("""{"Headers":{"traceparent":"no base64!"}}""", null)]
    [InlineData("""{"Headers":{}}""", null)]
    [InlineData("""{"Headers":null}""", null)]
    [InlineData("[]", null)]
    [InlineData("no json", null)]
    public void WhatAPublisherSent_IsReadAsItIs_OrLeftAlone(string properties, string? expected) => TraceHeader.Of(properties).ShouldBe(expected);
}
