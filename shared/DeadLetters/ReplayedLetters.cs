namespace Pipeline.DeadLetters;

/// <summary>What a replay of dead letters came to.</summary>
/// <param name="Replayed">Jobs that are queued again, and messages that were sent again.</param>
/// <param name="Refused">Jobs that stay dead: their arguments are gone, another job has their deduplication key, or a replay of their flow has a copy.</param>
public readonly record struct ReplayedLetters(int Replayed, int Refused);
