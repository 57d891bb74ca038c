using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Blobs;
using Pipeline.Recurring;

namespace Pipeline.Jobs;

/// <summary>A job as its attribute declares it, checked.</summary>
public sealed partial record JobDefinition
{
    /// <summary>RabbitMQ closes a channel that holds a message for 30 minutes; a job must end well before.</summary>
    public static readonly TimeSpan LongestTimeLimit = TimeSpan.FromMinutes(20);

    public required string Name { get; init; }
    public required int Version { get; init; }
    public required Type HandlerType { get; init; }
    public required Type ArgsType { get; init; }
    public required int MaxAttempts { get; init; }
    public required TimeSpan TimeLimit { get; init; }
    public required RetryBackoff Backoff { get; init; }
    public required int Batch { get; init; }
    public required JobMode Mode { get; init; }
    public required JobPriority Priority { get; init; }
    public required TimeSpan? ExpiresAfter { get; init; }
    public required RateLimit? RateLimit { get; init; }
    public required IReadOnlyList<Type> RetryOn { get; init; }
    public required IReadOnlyList<Type> DeadOn { get; init; }

    /// <summary>When it is enqueued by itself; null for a job that is not.</summary>
    public RecurringDefinition? Recurring { get; private init; }

    /// <summary>The arguments of the jobs that a sweep enqueues; null for a job that is none.</summary>
    internal Type? Enqueues { get; private init; }

    /// <summary>How many jobs one message names at most.</summary>
    public int LargestMessage => Math.Min(Batch, RateLimit?.LargestMessage ?? Batch);

    internal JobInvoker Invoker { get; private init; } = null!;

    /// <exception cref="InvalidJobException">The attribute or the class breaks a rule; the message names it.</exception>
    public static JobDefinition Of(Type handler)
    {
        var declaration = JobDeclaration.Of(handler);
        var job = declaration.Job;
        var invoker = JobInvoker.For(declaration.HandlerType);
        var definition = new JobDefinition
        {
            Name = job.Name is { } name && NamePattern().IsMatch(name) ? name
                : throw new InvalidJobException(handler, $"is named '{job.Name}'; a name is 1 to 100 letters, digits, '.', '-' or '_'"),
            Version = Within(handler, nameof(job.Version), job.Version, 1, int.MaxValue),
            HandlerType = declaration.HandlerType,
            ArgsType = invoker.ArgsType,
            MaxAttempts = Within(handler, nameof(job.MaxAttempts), job.MaxAttempts, 1, 100),
            TimeLimit = Duration(handler, nameof(job.TimeLimit), job.TimeLimit, TimeSpan.FromMilliseconds(1), LongestTimeLimit),
            Backoff = new(
                Duration(handler, nameof(job.RetryDelay), job.RetryDelay, TimeSpan.Zero, TimeSpan.FromDays(30)),
                Duration(handler, nameof(job.MaxRetryDelay), job.MaxRetryDelay, TimeSpan.Zero, TimeSpan.FromDays(30))),
            Batch = Within(handler, nameof(job.Batch), job.Batch, 1, 100),
            Mode = Enum.IsDefined(job.Mode) ? job.Mode : throw new InvalidJobException(handler, $"has no known {nameof(job.Mode)}: {job.Mode}"),
            Priority = Enum.IsDefined(job.Priority) ? job.Priority : throw new InvalidJobException(handler, $"has no known {nameof(job.Priority)}: {job.Priority}"),
            ExpiresAfter = string.IsNullOrEmpty(job.ExpiresAfter) ? null : Duration(handler, nameof(job.ExpiresAfter), job.ExpiresAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(3650)),
            RateLimit = string.IsNullOrEmpty(job.RateLimit) ? null : Pipeline.Jobs.RateLimit.TryParse(job.RateLimit)
                ?? throw new InvalidJobException(handler, $"has {nameof(job.RateLimit)} = \"{job.RateLimit}\"; it is written 100/s, 30/m or 10/h"),
            RetryOn = Exceptions(handler, nameof(job.RetryOn), job.RetryOn),
            DeadOn = Exceptions(handler, nameof(job.DeadOn), job.DeadOn),
            Recurring = declaration.Recurring is { } recurring ? RecurringDefinition.Of(handler, invoker.ArgsType, recurring) : null,
            Enqueues = declaration.Enqueues,
            Invoker = invoker,
        };
        if (JobJson.Shape(invoker.ArgsType).Problem is { } lost)
            throw new InvalidJobException(handler, $"takes {JsonMembers.Name(invoker.ArgsType)}, which would not arrive whole: {lost}");
        if (invoker.ResultType is { } result && result != typeof(object) && JobJson.Shape(result).Problem is { } unread)
            throw new InvalidJobException(handler, $"returns {JsonMembers.Name(result)}, which could not be read whole: {unread}");
        if (definition.Backoff.First > definition.Backoff.Longest)
            throw new InvalidJobException(handler, $"has a {nameof(job.RetryDelay)} above its {nameof(job.MaxRetryDelay)}");
        if (definition.RetryOn.FirstOrDefault(retried => definition.DeadOn.Any(dead => dead.IsAssignableFrom(retried))) is { } never)
            throw new InvalidJobException(handler, $"has {never.Name} in {nameof(job.RetryOn)}, which {nameof(job.DeadOn)} rules out: it would never be tried again");
        if (invoker.IsBatch && definition.Mode != JobMode.Database)
            throw new InvalidJobException(handler, $"takes batches, which share a transaction: {nameof(JobMode)}.{definition.Mode} is not for it");
        return definition;
    }

    /// <summary>Whether another attempt can help after <paramref name="cause"/>.</summary>
    public bool IsWorthRetrying(Exception cause)
    {
        var verdict = Verdict(cause);
        return verdict is null or RetryJobException
            && !cause.Carried().Any(e => DeadOn.Any(type => type.IsInstanceOfType(e)))
            && (RetryOn.Count == 0 || verdict is not null
                || cause.Carried().Any(e => e is TimeoutException or ClaimCheckException || RetryOn.Any(type => type.IsInstanceOfType(e))));
    }

    /// <summary>
    /// The exception in <paramref name="cause"/> that says by itself whether another attempt can help, however deep it lies. The outer one
    /// counts; of several in an
    /// <see cref="AggregateException"/>, the one that says no.
    /// </summary>
    internal static Exception? Verdict(Exception? cause) => cause switch
    {
        null => null,
        PermanentJobException or UnreadableArgumentsException or UnwritableResultException or JobTooLargeException => cause,
        RetryJobException => cause,
        AggregateException many => many.InnerExceptions.Select(Verdict).OfType<Exception>().MinBy(e => e is RetryJobException),
        _ => Verdict(cause.InnerException),
    };

    /// <summary>Whether the job is dead once so many attempts have failed, the last one with <paramref name="cause"/>.</summary>
    internal bool IsDeadAfter(int failures, Exception cause) => failures >= MaxAttempts || !IsWorthRetrying(cause);

    private static Type[] Exceptions(Type handler, string field, Type[] types) =>
        types is null || Array.Exists(types, t => t is null) ? throw new InvalidJobException(handler, $"has null in {field}; it takes types of exceptions")
        : Array.Find(types, t => !typeof(Exception).IsAssignableFrom(t)) is { } other
            ? throw new InvalidJobException(handler, $"has {other.Name} in {field}, which is no exception") : types;

    private static int Within(Type handler, string field, int value, int least, int most) =>
        value >= least && value <= most ? value
            : throw new InvalidJobException(handler, $"has {field} = {value}; it goes from {least} to {most}");

    private static TimeSpan Duration(Type handler, string field, string text, TimeSpan least, TimeSpan most) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw new InvalidJobException(handler, $"has {field} = \"{text}\"; it is written hh:mm:ss and goes from {least:c} to {most:c}");

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex NamePattern();
}
