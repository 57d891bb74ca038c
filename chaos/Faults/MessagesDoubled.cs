using System.Text.Json;
using Pipeline.Chaos.Servers;
using Pipeline.Database;

namespace Pipeline.Chaos.Faults;

/// <summary>Copies of messages that wait, and of those that were published and are under way, in lanes of their own choice.</summary>
internal sealed class MessagesDoubled(Lanes lanes, PipelineDatabase database) : IFault
{
    private const int Copies = 2;
    private const int Peeked = 10;

    private const string PublishedSql = "select id, jobs, lone from pipeline.outbox where published_at is not null and wake is null limit 20";

    public string Name => "messages doubled";

    public string? Impossible => null;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        await using var broker = await Broker.ConnectAsync(cancellationToken);
        var bodies = (await broker.PeekAsync(lanes.OfJobs(dice), Peeked, cancellationToken)).ToList();
        var waiting = bodies.Count;
        await using var command = database.Command(PublishedSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            bodies.Add(Body(reader.GetGuid(0), reader.GetFieldValue<Guid[]>(1), reader.GetBoolean(2)));
        foreach (var body in bodies)
            for (var copy = 0; copy < Copies; copy++)
                await broker.PublishAsync(lanes.OfJobs(dice), body, cancellationToken);
        return $"{Copies} copies each of {waiting} that wait and {bodies.Count - waiting} that were published";
    }

    private static byte[] Body(Guid id, Guid[] jobs, bool lone) =>
        lone ? JsonSerializer.SerializeToUtf8Bytes(new { v = 1, id, lone, jobs }) : JsonSerializer.SerializeToUtf8Bytes(new { v = 1, id, jobs });
}
