using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

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
    internal JobInvoker Invoker { get; private init; } = null!;

    /// <exception cref="InvalidJobException">The attribute or the class breaks a rule; the message names it.</exception>
    public static JobDefinition Of(Type handler)
    {
        var job = handler.GetCustomAttribute<JobAttribute>() ?? throw new InvalidJobException(handler, "has no [Job(\"name\")] attribute");
        var invoker = JobInvoker.For(handler);
        var definition = new JobDefinition
        {
            Name = NamePattern().IsMatch(job.Name) ? job.Name
                : throw new InvalidJobException(handler, $"is named '{job.Name}'; a name is 1 to 100 letters, digits, '.', '-' or '_'"),
            Version = Within(handler, nameof(job.Version), job.Version, 1, int.MaxValue),
            HandlerType = handler,
            ArgsType = invoker.ArgsType,
            MaxAttempts = Within(handler, nameof(job.MaxAttempts), job.MaxAttempts, 1, 100),
            TimeLimit = Duration(handler, nameof(job.TimeLimit), job.TimeLimit, TimeSpan.FromMilliseconds(1), LongestTimeLimit),
            Backoff = new(
                Duration(handler, nameof(job.RetryDelay), job.RetryDelay, TimeSpan.Zero, TimeSpan.FromDays(30)),
                Duration(handler, nameof(job.MaxRetryDelay), job.MaxRetryDelay, TimeSpan.Zero, TimeSpan.FromDays(30))),
            Batch = Within(handler, nameof(job.Batch), job.Batch, 1, 100),
            Mode = Enum.IsDefined(job.Mode) ? job.Mode : throw new InvalidJobException(handler, $"has no known {nameof(job.Mode)}: {job.Mode}"),
            Invoker = invoker,
        };
        return definition.Backoff.First <= definition.Backoff.Longest ? definition
            : throw new InvalidJobException(handler, $"has a {nameof(job.RetryDelay)} above its {nameof(job.MaxRetryDelay)}");
    }

    private static int Within(Type handler, string field, int value, int least, int most) =>
        value >= least && value <= most ? value
            : throw new InvalidJobException(handler, $"has {field} = {value}; it goes from {least} to {most}");

    private static TimeSpan Duration(Type handler, string field, string text, TimeSpan least, TimeSpan most) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw new InvalidJobException(handler, $"has {field} = \"{text}\"; it is written hh:mm:ss and goes from {least:c} to {most:c}");

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex NamePattern();
}
