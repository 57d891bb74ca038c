namespace Voters.Summary;

/// <summary>A job of an import that did not succeed.</summary>
/// <param name="Job">Its id, for <c>pipeline replay</c>.</param>
/// <param name="FirstLine">Where its rows begin.</param>
/// <param name="Records">How many they are.</param>
/// <param name="Status">Its outcome.</param>
/// <param name="Error">Why, in up to 500 characters.</param>
public sealed record FailedJob(Guid Job, long? FirstLine, int? Records, string Status, string? Error);
