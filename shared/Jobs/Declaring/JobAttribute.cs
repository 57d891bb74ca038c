namespace Pipeline.Jobs;

/// <summary>Names a job and sets its limits; goes on the handler class. Checked at start.</summary>
/// <param name="name">The job's name in rows and messages: 1 to 100 letters, digits, <c>.</c>, <c>-</c>, <c>_</c>. Renaming it is a new job.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Raise it when the arguments change shape, and keep the old handler until <c>pipeline drain</c> says that nothing is left of it (I7). 1 by default.</summary>
    public int Version { get; set; } = 1;

    /// <summary>How often a failing job is tried before it is dead, the first run included; 1 to 100, 5 by default. Interruptions do not count.</summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long one attempt may take, <c>hh:mm:ss</c>; a minute by default and up to 20, because RabbitMQ closes a channel that holds a message for 30.</summary>
    public string TimeLimit { get; set; } = "00:01:00";

    /// <summary>The wait before the second attempt, <c>hh:mm:ss</c>, 2 seconds by default; it doubles from attempt to attempt, with up to half of it added at random.</summary>
    public string RetryDelay { get; set; } = "00:00:02";

    /// <summary>The longest wait between two attempts before the random part, <c>hh:mm:ss</c>; 10 minutes by default.</summary>
    public string MaxRetryDelay { get; set; } = "00:10:00";

    /// <summary>How many jobs one message may name; 1 to 100, which is the default. Few jobs are spread over the lanes whatever it is.</summary>
    public int Batch { get; set; } = 100;

    /// <summary><see cref="JobMode.Database"/> by default: short work in a transaction that is shared.</summary>
    public JobMode Mode { get; set; } = JobMode.Database;

    /// <summary><see cref="JobPriority.Normal"/> by default; <see cref="JobPriority.High"/> has a lane that nothing else fills.</summary>
    public JobPriority Priority { get; set; } = JobPriority.Normal;

    /// <summary>A job that has not started this long after it was enqueued never does, <c>hh:mm:ss</c>; empty, the default, for never.</summary>
    public string ExpiresAfter { get; set; } = "";

    /// <summary>
    /// How many of these jobs may start, over all instances: <c>100/s</c>, <c>30/m</c>, <c>10/h</c>; empty, the default, for no limit. They are held back before
    /// they are published, and their messages are small.
    /// </summary>
    public string RateLimit { get; set; } = "";

    /// <summary>Only these exceptions, and what derives from them, are worth another attempt; empty, the default, for all.</summary>
    public Type[] RetryOn { get; set; } = [];

    /// <summary>After these exceptions, and what derives from them, the job is dead at once; they win over <see cref="RetryOn"/>. None by default.</summary>
    public Type[] DeadOn { get; set; } = [];
}
