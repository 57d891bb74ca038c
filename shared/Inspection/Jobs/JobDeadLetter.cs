namespace Pipeline.Inspection;

/// <summary>A job's dead letter.</summary>
public sealed record JobDeadLetter(Guid Id, string Cause, DateTimeOffset At);
