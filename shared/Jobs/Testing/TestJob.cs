using Pipeline.Flows;

namespace Pipeline.Jobs;

/// <summary>
/// A job as a unit test of its handler wants it, for <see cref="JobContext.ForTest"/>. Needs no server: what comes before the job is given here, and what it
/// writes as streams stays in memory.
/// </summary>
public sealed record TestJob
{
    /// <summary>A new one by default; together with <see cref="Generation"/> it makes <see cref="JobContext.Key"/>.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary><c>test</c> by default.</summary>
    public string Name { get; init; } = "test";

    /// <summary>1 by default.</summary>
    public int Version { get; init; } = 1;

    /// <summary>0 by default, as before any replay.</summary>
    public int Generation { get; init; }

    /// <summary>Which try this is, from 1, the default, to <see cref="MaxAttempts"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Attempt
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Attempts count from 1.");
    } = 1;

    /// <summary>5 by default, as in <see cref="JobAttribute.MaxAttempts"/>.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The flow that it is a member of; by default none, or where there are <see cref="Results"/> one with the id of the job.</summary>
    public Guid? FlowId { get => field ?? (Results.Count > 0 ? Id : null); init; }

    /// <summary>Its place in the flow, from 0; -1, the default in a flow, for a body and -2 for an error callback.</summary>
    public int? FlowIndex { get => field ?? (FlowId is null ? null : FlowPlace.Body); init; }

    /// <summary>Which of its arguments a starmap job is at; null by default.</summary>
    public int? Tuple { get; init; }

    /// <summary>2000-01-01 by default, so that nothing depends on when the test runs.</summary>
    public DateTimeOffset CreatedAt { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What <see cref="JobContext.ResultsAsync"/> reads, in this order; none by default.</summary>
    public IReadOnlyList<MemberResult> Results { get; init; } = [];

    /// <summary>What <see cref="JobContext.OpenReadAsync"/> reads, by reference; what the job writes is found here as well. Empty by default.</summary>
    public IDictionary<string, byte[]> Streams { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>What the job left to <see cref="JobContext.ExecuteWithOutcome"/>, in its order: here nobody executes it.</summary>
    public IList<FormattableString> Statements { get; init; } = [];

    /// <summary>A job with the name, version and attempts that a handler class declares.</summary>
    /// <exception cref="InvalidJobException">The declaration breaks a rule, as it would at the app's start.</exception>
    public static TestJob Of<THandler>() where THandler : class
    {
        var definition = JobDefinition.Of(typeof(THandler));
        return new() { Name = definition.Name, Version = definition.Version, MaxAttempts = definition.MaxAttempts };
    }

    /// <summary>A member that succeeded, for <see cref="Results"/>.</summary>
    /// <param name="index">Its place in the flow, from 0; -1 for a body.</param>
    /// <param name="result">What its handler returned; it goes through JSON, as on its real way.</param>
    public static MemberResult Succeeded<TResult>(int index, TResult result) =>
        new() { JobId = Guid.NewGuid(), Index = index, Status = "succeeded", Result = JobJson.WriteResult(result, typeof(TResult)), Error = null };

    /// <summary>A member that did not succeed, for <see cref="Results"/>.</summary>
    /// <param name="index">Its place in the flow, from 0; -1 for a body.</param>
    /// <param name="error">Why.</param>
    /// <param name="status"><c>dead</c>, <c>expired</c>, <c>cancelled</c>, or for a flow <c>failed</c>.</param>
    public static MemberResult Failed(int index, string error, string status = "dead") =>
        new() { JobId = Guid.NewGuid(), Index = index, Status = status, Result = null, Error = error };
}
