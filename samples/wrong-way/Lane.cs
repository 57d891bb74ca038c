using Pipeline.Messaging;
using Pipeline.Running;
using RabbitMQ.Client;

namespace WrongWay;

/// <summary>The one lane of the example: what a RabbitMQ trigger does in a Function App.</summary>
internal static class Lane
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(string prefix, BrokerConnection broker, JobProcessor jobs, CancellationToken stopping)
    {
        var connection = await broker.OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: CancellationToken.None);
        while (!stopping.IsCancellationRequested)
            if (await channel.BasicGetAsync($"{prefix}.0", autoAck: false, CancellationToken.None) is { } message)
            {
                await jobs.ProcessAsync(0, message.Body, CancellationToken.None);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
            }
            else
                await Task.Delay(Pause, CancellationToken.None);
    }

    public static async Task DeleteAsync(string prefix, BrokerConnection broker)
    {
        var connection = await broker.OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in (string[])["0", "urgent", "dead"])
            await channel.QueueDeleteAsync($"{prefix}.{queue}");
        await channel.ExchangeDeleteAsync($"{prefix}.dlx");
    }
}
