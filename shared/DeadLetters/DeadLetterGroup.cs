namespace Pipeline.DeadLetters;

/// <summary>Dead letters of one kind that died of the same.</summary>
/// <param name="Type">A job's name; null for messages that nobody could read.</param>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">When the oldest of them died.</param>
/// <param name="Last">When the newest of them died.</param>
public sealed record DeadLetterGroup(string? Type, string Cause, long Count, DateTimeOffset First, DateTimeOffset Last);
