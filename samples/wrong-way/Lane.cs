using Pipeline.Flows;
using Pipeline.Messaging;
using Pipeline.Running;
using RabbitMQ.Client;

namespace WrongWay;

/// <summary>What the RabbitMQ triggers of a Function App do, one message at a time: runs jobs, and drives the flows that have work to do.</summary>
internal sealed class Lane(string prefix, BrokerConnection broker, JobProcessor jobs, FlowWakeMessages wakes, FlowDriver flows)
{
    private static readonly string[] Queues = ["0", "urgent", "flows", "dead"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken stopping)
    {
        var connection = await broker.OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: CancellationToken.None);
        while (!stopping.IsCancellationRequested)
        {
            var found = false;
            found |= await TakeAsync(channel, "0", body => jobs.ProcessAsync(0, body, CancellationToken.None));
            found |= await TakeAsync(channel, "urgent", body => jobs.ProcessAsync(JobProcessor.UrgentLane, body, CancellationToken.None));
            found |= await TakeAsync(channel, "flows", DriveAsync);
            if (!found) await Task.Delay(Pause, CancellationToken.None);
        }
    }

    public async Task DeleteAsync()
    {
        var connection = await broker.OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in Queues)
            await channel.QueueDeleteAsync($"{prefix}.{queue}");
        await channel.ExchangeDeleteAsync($"{prefix}.dlx");
    }

    private async Task<bool> TakeAsync(IChannel channel, string queue, Func<ReadOnlyMemory<byte>, Task> work)
    {
        if (await channel.BasicGetAsync($"{prefix}.{queue}", autoAck: false, CancellationToken.None) is not { } message) return false;
        await work(message.Body);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
        return true;
    }

    private async Task DriveAsync(ReadOnlyMemory<byte> body)
    {
        if (await wakes.ReadAsync(body, CancellationToken.None) is { } flow) await flows.DriveAsync(flow, CancellationToken.None);
    }
}
