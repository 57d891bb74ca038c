namespace Pipeline.Outbox;

/// <summary>An outbox row that this relay has to publish: jobs, or a flow to wake.</summary>
internal sealed record TakenRow(Guid Id, Guid[] Jobs, bool Lone, bool Urgent, string? TraceParent, Guid? Wake);
