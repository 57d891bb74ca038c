namespace Pipeline.Inspection;

/// <summary>A worker: one incarnation of a process.</summary>
/// <param name="Id">New with every start.</param>
/// <param name="Host">Machine and process id.</param>
/// <param name="StartedAt">Its first heartbeat.</param>
/// <param name="HeartbeatAt">Its last one.</param>
/// <param name="Alive">It has not let go, and its heartbeat is not stale.</param>
public sealed record WorkerState(Guid Id, string Host, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, bool Alive);
