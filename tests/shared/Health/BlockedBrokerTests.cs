using Pipeline.Health;
using Pipeline.Messaging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Health;

/// <summary>A broker that has an alarm is called blocked, at once, and nothing is lost.</summary>
public sealed class BlockedBrokerTests
{
    [ServiceFact]
    public async Task A_blocked_broker_is_named_in_errors_and_health_and_gets_its_messages_afterwards()
    {
        await using var proxy = new BlockingProxy(Services.RabbitMQ);
        await using var pipeline = await TestPipeline.StartAsync(("PIPELINE_RABBITMQ", proxy.Address));
        proxy.Alarm();
        await pipeline.EnqueueAsync("a");
        var blocked = await Should.ThrowAsync<BrokerBlockedException>(() => pipeline.PublishAsync().EndsAsync(TimeSpan.FromSeconds(10)));
        blocked.Message.ShouldContain("low on memory");
        (await Should.ThrowAsync<BrokerBlockedException>(pipeline.PublishAsync)).Message.ShouldContain("low on memory");

        var broker = (await pipeline.Get<PipelineHealth>().CheckAsync(default))["broker"];
        broker.Healthy.ShouldBeFalse();
        broker.Error.ShouldNotBeNull().ShouldStartWith("blocked");
        pipeline.Log.Count("delete the queue").ShouldBe(0);

        proxy.EndAlarm();
        await Eventually.DoneAsync<Exception>(async () => await pipeline.RunAsync(), TimeSpan.FromSeconds(60), "the broker takes messages again");
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        (await pipeline.Get<PipelineHealth>().CheckAsync(default))["broker"].Healthy.ShouldBeTrue();
    }
}
