using Pipeline.Messaging;
using Pipeline.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pipeline.Tests;

/// <summary>Takes messages from lanes and never answers, as a host does whose worker has gone.</summary>
internal sealed class MuteConsumer(IConnection connection, IChannel channel) : IAsyncDisposable
{
    private int _held;

    /// <param name="pipeline">Whose lanes.</param>
    /// <param name="lane">One of them.</param>
    /// <param name="prefetch">How many it takes at most.</param>
    public static Task<MuteConsumer> OnAsync(TestPipeline pipeline, int lane, ushort prefetch = 1) => OnAsync(pipeline, [lane], prefetch);

    public static async Task<MuteConsumer> OnAsync(TestPipeline pipeline, int[] lanes, ushort prefetch = 1)
    {
        var connection = await new ConnectionFactory { Uri = new(Services.RabbitMQ) }.CreateConnectionAsync();
        var consumer = new MuteConsumer(connection, await connection.CreateChannelAsync());
        await consumer.ConsumeAsync(pipeline.Queues, lanes, prefetch);
        return consumer;
    }

    /// <summary>Waits until it holds so many.</summary>
    public Task HoldsAsync(int messages) => Eventually.TrueAsync(() => Volatile.Read(ref _held) >= messages, TimeSpan.FromSeconds(60), $"the consumer holds {messages}");

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task ConsumeAsync(LaneQueues queues, int[] lanes, ushort prefetch)
    {
        await channel.BasicQosAsync(0, prefetch, global: false);
        foreach (var lane in lanes)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, _) =>
            {
                Interlocked.Increment(ref _held);
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queues.Lane(lane), autoAck: false, "", noLocal: false, exclusive: false, arguments: null, consumer);
        }
    }
}
