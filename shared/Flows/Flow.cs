using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>
/// Jobs that belong together, made by <see cref="Group{TMember}(IEnumerable{TMember})"/>, <see cref="Chord{TMember}(IEnumerable{TMember}, object, object?)"/>,
/// <see cref="Chain"/>, <see cref="Starmap{TArgs}"/> and <see cref="Chunks{TArgs}"/>, and started by <see cref="FlowClient.StartAsync"/>. A member or a
/// step is either a job's arguments or another flow. Change properties by <c>with { … }</c>.
/// </summary>
public abstract record Flow
{
    /// <summary>How deep flows may lie in each other.</summary>
    public const int MostDepth = 16;

    private protected Flow()
    {
    }

    /// <summary>Null: a new one, in the order of time.</summary>
    public Guid? Id { get; init; }

    /// <summary>For people: what the flow is, up to 200 characters. Null: what it is made of.</summary>
    public string? Name { get; init; }

    /// <summary>Of the caller who may start twice: the second start with the same key finds the first flow. 1 to 200 characters; of a whole flow, not of one in another.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What to do about a member that fails. A chain always stops.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.FailFast;

    /// <summary>How many of its members are queued or running at a time, 1 to 100,000; one that waits for its next attempt is among them.</summary>
    public int MaxParallel { get; init; } = 2_000;

    /// <summary>
    /// What is not over this long after the flow began is cancelled, and the flow has expired: so every flow closes, even with a member that nobody has
    /// the code for. Up to 365 days.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A member that has not started this long after the flow was started never does: it is expired. Null: as its job says.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Of its jobs. Null: each job's own.</summary>
    public JobPriority? Priority { get; init; }

    /// <summary>The arguments of a job that runs once when the flow may go on: the body of a chord.</summary>
    public object? Then { get; init; }

    /// <summary>The arguments of a job that runs once when the flow has failed or expired; it can tell what failed.</summary>
    public object? OnError { get; init; }

    internal abstract string DefaultName { get; }

    /// <summary>Its members in their order, as they come.</summary>
    internal abstract IAsyncEnumerable<object> MembersAsync();

    /// <summary>Members that run side by side.</summary>
    public static Flow Group<TMember>(IEnumerable<TMember> members) where TMember : notnull => Group(members.ToAsyncEnumerable());

    /// <inheritdoc cref="Group{TMember}(IEnumerable{TMember})"/>
    public static Flow Group<TMember>(IAsyncEnumerable<TMember> members) where TMember : notnull => new GroupFlow(members.Select(m => (object)m));

    /// <summary>Members that run side by side (the header), and a job that runs once after them (the body): it reads their results by <see cref="JobContext.ResultsAsync"/>.</summary>
    public static Flow Chord<TMember>(IEnumerable<TMember> members, object then, object? onError = null) where TMember : notnull =>
        Chord(members.ToAsyncEnumerable(), then, onError);

    /// <inheritdoc cref="Chord{TMember}(IEnumerable{TMember}, object, object?)"/>
    public static Flow Chord<TMember>(IAsyncEnumerable<TMember> members, object then, object? onError = null) where TMember : notnull =>
        Group(members) with { Then = then, OnError = onError };

    /// <summary>Steps that run one after the other; each can read the result of the one before.</summary>
    public static Flow Chain(params IEnumerable<object> steps) => new ChainFlow(steps.ToAsyncEnumerable());

    /// <summary>One job that its handler is mapped over all of the arguments for, one after the other and in one transaction; a batch handler gets all of them at once.</summary>
    public static Flow Starmap<TArgs>(IEnumerable<TArgs> tuples) where TArgs : notnull => new GroupFlow(new[] { Tuples.Of(tuples) }.ToAsyncEnumerable());

    /// <summary>A group of starmap jobs with up to <paramref name="size"/> arguments each.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static Flow Chunks<TArgs>(IEnumerable<TArgs> tuples, int size) where TArgs : notnull
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new GroupFlow(tuples.Chunk(size).Select(Tuples.Of).ToAsyncEnumerable());
    }
}
