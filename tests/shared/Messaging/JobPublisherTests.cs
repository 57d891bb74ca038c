using System.Diagnostics;
using System.Text;
using Pipeline.Messaging;
using Pipeline.Tests.Support;
using RabbitMQ.Client;

namespace Pipeline.Tests.Messaging;

public sealed class JobPublisherTests
{
    [ServiceFact]
    public async Task A_message_is_persistent_and_carries_its_id_and_the_trace_of_the_enqueue()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"));
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();

        var message = (await pipeline.WithChannelAsync(channel => channel.BasicGetAsync(pipeline.Queues.Lane(0), autoAck: true)))!;
        message.BasicProperties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
        Encoding.ASCII.GetString((byte[])message.BasicProperties.Headers!["traceparent"]!).ShouldBe(activity.Id);
        JobMessage.TryParse(message.Body, out var read, out _).ShouldBeTrue();
        message.BasicProperties.MessageId.ShouldBe(read!.Id.ToString());
    }

    [ServiceFact]
    public async Task Each_message_has_its_own_result()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "2"));
        await pipeline.DeleteLaneAsync(1);
        var messages = Enumerable.Range(0, 100).Select(i => new OutgoingMessage(Guid.NewGuid(), i % 2, "{}"u8.ToArray(), null)).ToList();
        var results = await pipeline.Get<JobPublisher>().PublishAsync(messages, default);
        results.ShouldBe(messages.Select(m => m.Lane == 0 ? PublishResult.Confirmed : PublishResult.Unroutable));
    }
}
