namespace Pipeline.Recurring;

/// <summary>A job that a sweep wants to be enqueued.</summary>
/// <param name="Args">The job's arguments.</param>
/// <param name="Key">1 to 200 characters: while a job of that kind with the same key has no outcome, no second one is enqueued.</param>
public readonly record struct SweepItem<TArgs>(TArgs Args, string Key) where TArgs : notnull;
