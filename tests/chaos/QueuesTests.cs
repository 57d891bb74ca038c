using Microsoft.Extensions.Configuration;
using Pipeline.Chaos.Faults;
using Pipeline.Chaos.Oracle;
using Pipeline.Tests.Support;
using RabbitMQ.Client;

namespace Pipeline.Chaos.Tests;

public sealed class QueuesTests
{
    [ServiceFact]
    public async Task EachQueue_SaysWhatWaitsAndWhoTakesIt_OrThatItIsGone()
    {
        var prefix = $"queues_{Guid.NewGuid():N}";
        await using var connection = await new ConnectionFactory { Uri = new(Services.RabbitMQ) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync($"{prefix}.0", durable: true, exclusive: false, autoDelete: false);
        try
        {
            await channel.BasicPublishAsync("", $"{prefix}.0", mandatory: true, new byte[] { 1 });
            var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Pipeline:QueuePrefix", prefix), new("Pipeline:Lanes", "1")]).Build();
            var lines = await new Queues(new Lanes(PipelineOptions.Of(settings))).LookAsync(CancellationToken.None);
            lines.ShouldBe([$"queue {prefix}.0: 1 waiting, 0 consumers", $"queue {prefix}.urgent: gone", $"queue {prefix}.flows: gone"]);
        }
        finally
        {
            await channel.QueueDeleteAsync($"{prefix}.0");
        }
    }
}
