using System.Diagnostics;
using Pipeline.Functions.Jobs;
using Pipeline.Telemetry;
using RabbitMQ.Client;

namespace Pipeline.Emulator.Tests.RabbitMQ;

/// <summary>The trace crosses the broker in a header, which the host shows among a message's properties in a form of its own.</summary>
public sealed class TraceHeaderTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [ServiceFact]
    public async Task AMessagesTrace_IsFoundInWhatTheHostSaysOfIt_AndOneWithoutAnyHasNone()
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == PipelineTelemetry.Name };
        ActivitySource.AddActivityListener(listener);
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Functions));

        await queue.PublishAsync("x", new BasicProperties { Headers = new Dictionary<string, object?> { ["traceparent"] = Trace } });
        await queue.PublishAsync("x");

        await app.Journal.UntilAsync(2);
        app.Journal.Entries.ShouldBe([Trace, "none"]);
    }

    [Theory]
    [InlineData("{\"Headers\":{\"traceparent\":\"" + Trace + "\"}}", Trace)]
    [InlineData("""{"Headers":{"traceparent":7}}""", null)]
    [InlineData("""{"Headers":{"traceparent":"no base64!"}}""", null)]
    [InlineData("""{"Headers":null}""", null)]
    [InlineData("[]", null)]
    [InlineData("no json", null)]
    public void WhatAnotherPublisherSent_IsReadAsItIs_OrLeftAlone(string properties, string? expected) => TraceHeader.Of(properties).ShouldBe(expected);

    public sealed class Functions(Journal journal)
    {
        [Function("Take")]
        public void Take([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message, FunctionContext context) => journal.Write(TraceHeader.Of(context) ?? "none");
    }
}
