using Pipeline.Jobs;

namespace Pipeline.Outbox;

/// <summary>Puts jobs into messages: references travel in batches, because an invocation costs more than a reference.</summary>
internal static class MessageGrouping
{
    // A few jobs still spread over eight lanes, four messages each, rather than queue up in one message.
    private const int Spread = 32;

    /// <summary>One message names up to its type's <c>Batch</c> jobs, all alike; sets each job's message.</summary>
    public static IReadOnlyList<OutboxRow> Group(IReadOnlyCollection<JobRow> jobs)
    {
        var messages = new List<OutboxRow>();
        foreach (var alike in jobs.GroupBy(j => (j.Type, j.Version, j.Delay, j.Priority, j.Batch, j.ExpiresAfter, j.FlowId, j.Held, j.Step)))
        {
            var size = Size(alike.Count(), alike.Key.Batch);
            foreach (var members in alike.Chunk(size))
                messages.Add(Message(members));
        }
        return messages;
    }

    internal static int Size(int jobs, int batch) => Math.Clamp((jobs + Spread - 1) / Spread, 1, batch);

    private static OutboxRow Message(JobRow[] jobs)
    {
        var message = new OutboxRow
        {
            Id = Guid.CreateVersion7(),
            Type = jobs[0].Type,
            Version = jobs[0].Version,
            Jobs = Array.ConvertAll(jobs, j => j.Id),
            Delay = jobs[0].Delay,
            ExpiresAfter = jobs[0].ExpiresAfter,
            Priority = (short)jobs[0].Priority,
            Limited = jobs[0].Limited,
            // Of jobs from several places none is the parent; whoever runs them links them all.
            TraceParent = Array.TrueForAll(jobs, j => j.TraceParent == jobs[0].TraceParent) ? jobs[0].TraceParent : null,
            FlowId = jobs[0].FlowId,
            Step = jobs[0].Step,
            Held = jobs[0].Held,
        };
        foreach (var job in jobs)
            job.MessageId = message.Id;
        return message;
    }
}
