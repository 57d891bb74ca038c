using System.Text.Json;
using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>What a member of a flow came to.</summary>
public sealed record MemberResult
{
    /// <summary>The job that says so: the member, or of a flow that is a member its body or last step; the flow itself where no job of it says anything.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The member's place in its flow, from 0; -1 for the body, which an error callback sees.</summary>
    public required int Index { get; init; }

    /// <summary><c>succeeded</c>, <c>dead</c>, <c>cancelled</c> or <c>expired</c>; <c>failed</c> for a flow.</summary>
    public required string Status { get; init; }

    /// <summary>What its handler returned, as JSON; null for none.</summary>
    public required string? Result { get; init; }

    /// <summary>Why it did not succeed.</summary>
    public required string? Error { get; init; }

    public bool Succeeded => Status == "succeeded";

    /// <summary>What its handler returned.</summary>
    /// <exception cref="JsonException">It is nothing of that kind.</exception>
    public TResult? As<TResult>() => Result is null ? default : JsonSerializer.Deserialize<TResult>(Result, JobJson.Options);
}
