namespace Pipeline.Inspection;

/// <summary>What jobs came to in a step of time.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Outcomes">How many jobs came to what.</param>
/// <param name="Wait">From when a job was due to when a worker claimed its message; null where none ran.</param>
/// <param name="Run">How long handlers ran; null where none did.</param>
public sealed record ActivityPoint(DateTimeOffset At, OutcomeCounts Outcomes, Quantiles? Wait, Quantiles? Run);
