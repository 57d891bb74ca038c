using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Flows;

/// <summary>
/// What is due to flows once a message of their members has ended and is committed: held members are let go, nested flows close, and of an outermost one in
/// which nobody is open the orchestration is woken. Whatever fails here the sweep makes up for.
/// </summary>
internal sealed class FlowFollowUp(PipelineDatabase database, FlowDriver driver, FlowPacer pacer, OutboxSignal signal, ILogger<FlowFollowUp> logger)
{
    private const string LookSql = $"""
        select f.id, f.root_id, f.parent_id, {FlowLook.IsOpen}, {FlowLook.Holds}, f.total, f.released, {FlowLook.Ended}, f.max_parallel
        from pipeline.flow f where f.id = any($1) and f.finished_at is null
        """;

    /// <param name="flows">Whose members the message named.</param>
    public async Task RunAsync(IReadOnlyCollection<Guid> flows, CancellationToken cancellationToken)
    {
        try
        {
            while (flows.Count > 0)
                flows = await FollowAsync(flows, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            logger.LogWarning("Flows of a message that ended are left to the sweep: {Error}", e.Message);
        }
    }

    /// <returns>The flows around those that closed.</returns>
    private async Task<IReadOnlyCollection<Guid>> FollowAsync(IReadOnlyCollection<Guid> flows, CancellationToken cancellationToken)
    {
        var around = new HashSet<Guid>();
        var awake = new HashSet<Guid>();
        foreach (var look in await LookAsync(flows, cancellationToken))
            switch (FlowRules.AfterMembers(look.IsOpen, look.Parent is not null, look.HasRoom))
            {
                case FlowDue.Wake:
                    awake.Add(look.Root);
                    break;
                case FlowDue.Release:
                    if (await pacer.ReleaseAsync(look.Id, cancellationToken)) signal.Set();
                    break;
                case FlowDue.Move when await driver.MoveAsync(look.Id, cancellationToken):
                    around.Add(look.Parent!.Value);
                    signal.Set();
                    break;
            }
        foreach (var root in awake)
            await WakeAsync(root, cancellationToken);
        return around;
    }

    private async Task WakeAsync(Guid root, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await FlowWake.AddAsync(connection, root, cancellationToken);
        signal.Set();
    }

    private async Task<List<Look>> LookAsync(IReadOnlyCollection<Guid> flows, CancellationToken cancellationToken)
    {
        await using var command = database.Command(LookSql, flows.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var looks = new List<Look>();
        while (await reader.ReadAsync(cancellationToken))
            looks.Add(new(
                reader.GetGuid(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetBoolean(3),
                reader.GetBoolean(4) && FlowRules.HasRoom(reader.GetInt32(5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt32(8))));
        return looks;
    }

    private sealed record Look(Guid Id, Guid Root, Guid? Parent, bool IsOpen, bool HasRoom);
}
