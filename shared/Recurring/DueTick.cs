namespace Pipeline.Recurring;

/// <summary>A row of <c>pipeline.recurring</c> whose tick is due, locked, with the moment by the database's clock.</summary>
/// <param name="Name">The job.</param>
/// <param name="Schedule">As it was declared last, perhaps by another process.</param>
/// <param name="TimeZone">The id of the schedule's zone.</param>
/// <param name="Missed">What becomes of late ticks.</param>
/// <param name="DueAt">The earliest tick that has not been run.</param>
/// <param name="Busy">The job of the tick before has no outcome.</param>
/// <param name="Now">The moment.</param>
internal sealed record DueTick(string Name, string Schedule, string TimeZone, MissedTicks Missed, DateTimeOffset DueAt, bool Busy, DateTimeOffset Now);
