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
    // Held members are let go once a quarter of the places are free, so that not every message asks for the flow's lock.
    private const string LookSql = """
        select f.id, f.root_id, f.parent_id,
               (select o.id from pipeline.outbox o where o.flow_id = f.id order by o.id desc limit 1) is not null
                   or exists (select from pipeline.flow c where c.parent_id = f.id and c.finished_at is null),
               f.kind = 'group' and f.stage = 'members' and f.released < f.total and f.stopping is null and f.released - f.max_parallel * 3 / 4 <= (
                   select coalesce(sum(p.succeeded + p.dead + p.cancelled + p.expired), 0) from pipeline.flow_progress p where p.flow_id = f.id)
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
            if (!look.IsOpen && look.Parent is null)
                awake.Add(look.Root);
            else if (look.HasRoom)
            {
                if (await pacer.ReleaseAsync(look.Id, cancellationToken)) signal.Set();
            }
            else if (!look.IsOpen && await driver.MoveAsync(look.Id, cancellationToken))
            {
                around.Add(look.Parent!.Value);
                signal.Set();
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
            looks.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetBoolean(3), reader.GetBoolean(4)));
        return looks;
    }

    private sealed record Look(Guid Id, Guid Root, Guid? Parent, bool IsOpen, bool HasRoom);
}
