using Pipeline.Blobs;
using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>Writes a flow with all that lies in it: every member exists from the start, held back until its turn comes.</summary>
internal sealed class FlowWriter(FlowBuffer buffer, JobCatalog catalog, ClaimCheck claims)
{
    /// <returns>How many members the outermost flow has; its own row is the caller's to write.</returns>
    /// <exception cref="InvalidFlowException">A flow breaks a rule.</exception>
    public async Task<int> WriteAsync(Flow flow, FlowRow row, CancellationToken cancellationToken)
    {
        var total = await MembersAsync(flow, row, cancellationToken);
        await buffer.FlushAsync(cancellationToken);
        return total;
    }

    private async Task<int> MembersAsync(Flow flow, FlowRow row, CancellationToken cancellationToken)
    {
        FlowCheck.Check(flow, row.Depth);
        var options = new EnqueueOptions { Priority = flow.Priority, ExpiresAfter = flow.ExpiresAfter };
        var kinds = new Dictionary<Type, NewJob>();
        NewJob Kind(Type args) => kinds.TryGetValue(args, out var job) ? job : kinds[args] = new(catalog.ForArgs(args), options, claims);

        // A callback has the time that it needs: only members expire before they start.
        if (flow.Then is { } then) await buffer.AddAsync(new CallbackRow(row.Id, FlowStage.Body, Kind(then.GetType()).Row(then)), cancellationToken);
        if (flow.OnError is { } error) await buffer.AddAsync(new CallbackRow(row.Id, FlowStage.OnError, Kind(error.GetType()).Row(error)), cancellationToken);

        var total = 0;
        await foreach (var member in flow.MembersAsync().WithCancellation(cancellationToken))
        {
            if (member is null) throw new InvalidFlowException(row.Name, $"has null as member {total}, which takes a job's arguments or a flow");
            var live = row.IsLive && total < (row.IsChain ? 1 : row.MaxParallel);
            if (member is Flow nested)
            {
                var inner = FlowRow.Of(nested, row, total, live);
                await buffer.AddAsync(inner with { Total = await MembersAsync(nested, inner, cancellationToken) }, cancellationToken);
            }
            else
                await buffer.AddAsync(Kind((member as Tuples)?.ArgsType ?? member.GetType()).Row(
                    member, new FlowSlot(row.Id, total, row.IsChain ? total : null, !live, row.MaxParallel)), cancellationToken);
            total = checked(total + 1);
        }
        return total;
    }
}
