using System.ComponentModel;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Pipeline;

/// <summary>Settings of section <c>Pipeline</c> (in the environment <c>Pipeline__Lanes</c> and so on). The defaults suit most.</summary>
public sealed partial record PipelineOptions
{
    public const string Section = "Pipeline";

    /// <summary>How many lane queues are published to, 1 to 8: the concurrency of an instance. A lane whose function is disabled must not be among them.</summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Lane queues are called <c>jobs.0</c>, <c>jobs.1</c>, …. An app whose trigger functions name them refuses any other prefix at its start.</summary>
    public string QueuePrefix { get; init; } = "jobs";

    /// <summary><c>quorum</c>, or <c>classic</c> for a broker of one node that need not survive its disk.</summary>
    public string QueueType { get; init; } = "quorum";

    /// <summary>How many short database jobs share a transaction at most, 1 to 100.</summary>
    public int TransactionSize { get; init; } = 50;

    /// <summary>What of a message has not started after this time goes back to the outbox.</summary>
    public TimeSpan MessageBudget { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many jobs in <c>JobMode.Io</c> run at a time in a process, 1 to 1,000; each may need a database connection.</summary>
    public int IoConcurrency { get; init; } = 32;

    /// <summary>How long a message is held while PostgreSQL is away, before the host gets it back.</summary>
    public TimeSpan HoldLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an app waits at its start for servers that do not answer yet, up to 45 seconds: an Azure Functions host waits a minute for its worker.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(45);

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A worker without a heartbeat for this long is taken for dead, and its jobs are given to others; up to an hour, three heartbeats or more.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the relay looks for rows that nobody told it of, such as due retries.</summary>
    public TimeSpan RelayPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Outbox rows a relay takes at a time, 1 to 10,000.</summary>
    public int RelayChunk { get; init; } = 1_000;

    /// <summary>For how long a relay has the rows that it took; those of a dead relay come free afterwards.</summary>
    public TimeSpan RelayLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a published message may stay unclaimed, against evidence that its lane is past it, before it is sent again; doubles each time.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a flow in which nothing moves, though it could, is left to its orchestration before the sweep takes it on; up to an hour.</summary>
    public TimeSpan FlowSweepAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How old a flow is before it gets an orchestration, up to an hour. Zero: each flow gets one at once. A flow that ends sooner never gets one: the process that
    /// commits its last member closes it, else maintenance does. An orchestration costs CPU in worker, host and storage.
    /// </summary>
    public TimeSpan OrchestrateAfter { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Whether the process that commits a flow's last member closes the flow, which takes milliseconds. False leaves that to the orchestration, whose queues take up to
    /// some seconds: for tests that must see the orchestration do it.
    /// </summary>
    public bool CloseFlowsOnCommit { get; init; } = true;

    /// <summary>Whether a worker runs maintenance tasks itself whose timer functions have not run for three times their interval and half a minute.</summary>
    public bool RunOverdueMaintenance { get; init; } = true;

    /// <summary>How long a job ignoring its time limit may go on before it is abandoned.</summary>
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>With this many handlers that were abandoned and still go on, the process says that it is unhealthy and stops itself; 1 to 1,000.</summary>
    public int MostAbandoned { get; init; } = 10;

    /// <summary>Arguments and results above this many bytes of UTF-8 JSON are blobs, 1,024 to 1,048,576.</summary>
    public int ClaimCheckThreshold { get; init; } = 8 * 1024;

    /// <summary>The most bytes of UTF-8 JSON that arguments or a result may have, from <see cref="ClaimCheckThreshold"/> to 64 MiB; they are held in memory.</summary>
    public int LargestArgs { get; init; } = 16 * 1024 * 1024;

    /// <summary>The container of the pipeline's blobs. Two databases must not share one: each would take the other's blobs for orphans, so that the second deletes nothing.</summary>
    public string BlobContainer { get; init; } = "pipeline";

    /// <summary>
    /// How old a blob is before it is deleted because no row refers to it, 12 hours or more: a transaction may refer to it after it was written, and
    /// PostgreSQL refuses to commit large arguments in one that began more than 6 hours before.
    /// </summary>
    public TimeSpan BlobGrace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long after its end a job's blobs are kept, <see cref="BlobGrace"/> or more. A queued job keeps its blobs for any time.</summary>
    public TimeSpan BlobRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the rows of jobs and flows are kept after their end, an hour or more. A dead job is kept as long as its dead letter, if that is longer.</summary>
    public TimeSpan JobRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long dead letters are kept that nobody replays or discards, an hour or more.</summary>
    public TimeSpan DeadLetterRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long after its start an orchestration is kept that has ended, an hour or more; its flow's row stays for <see cref="JobRetention"/>.</summary>
    public TimeSpan OrchestrationRetention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long the audit of changes through the API is kept, a day or more.</summary>
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);

    // Read by an app that is built with the jobs of ./dev bench and ./dev chaos.
    private static readonly string[] Trials = ["Bench", "Chaos"];

    private static readonly string[] Names = [.. typeof(PipelineOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Order(StringComparer.Ordinal)];

    /// <summary>Reads the section, and checks what it says.</summary>
    /// <exception cref="PipelineConfigurationException">
    /// A name is unknown, or a value cannot be read or is out of its range; the message names it and says what there is.
    /// </exception>
    public static PipelineOptions Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var unknown = section.GetChildren().Select(setting => setting.Key).Except(Names.Concat(Trials), StringComparer.OrdinalIgnoreCase).ToArray();
        if (unknown.Length > 0)
            throw new PipelineConfigurationException(
                $"Section {Section} of the settings has no {string.Join(", ", unknown)}: it would have no effect. There are {string.Join(", ", Names)}.");
        try
        {
            return (section.Get<PipelineOptions>() ?? new()).Checked();
        }
        catch (InvalidOperationException)
        {
            // The binder tells the value, and not the name that people know the setting by.
            var unreadable = Array.Find(typeof(PipelineOptions).GetProperties(), p => section[p.Name] is { } text && !TypeDescriptor.GetConverter(p.PropertyType).IsValid(text));
            throw new PipelineConfigurationException(unreadable is null ? $"Section {Section} of the settings cannot be read."
                : $"Setting {Section}:{unreadable.Name} must be {Kind(unreadable.PropertyType)}.");
        }
    }

    /// <exception cref="PipelineConfigurationException">A value is out of its range; the message names it.</exception>
    public PipelineOptions Checked()
    {
        Check(nameof(Lanes), Lanes is >= 1 and <= 8, "1 to 8");
        Check(nameof(QueuePrefix), PrefixPattern().IsMatch(QueuePrefix ?? "") && !QueuePrefix!.StartsWith("amq.", StringComparison.Ordinal), "1 to 100 letters, digits, '.', '-' or '_', and not begin with 'amq.', which is the broker's own");
        Check(nameof(QueueType), QueueType is "quorum" or "classic", "'quorum' or 'classic'");
        Check(nameof(TransactionSize), TransactionSize is >= 1 and <= 100, "1 to 100");
        Check(nameof(RelayChunk), RelayChunk is >= 1 and <= 10_000, "1 to 10000");
        Check(nameof(MessageBudget), MessageBudget > TimeSpan.Zero && MessageBudget <= TimeSpan.FromMinutes(5), "above zero and up to 5 minutes");
        Check(nameof(IoConcurrency), IoConcurrency is >= 1 and <= 1_000, "1 to 1000");
        Check(nameof(HoldLimit), HoldLimit > TimeSpan.Zero && HoldLimit <= TimeSpan.FromMinutes(2), "above zero and up to 2 minutes");
        Check(nameof(StartPatience), StartPatience >= TimeSpan.Zero && StartPatience <= TimeSpan.FromSeconds(45), "from zero to 45 seconds");
        Check(nameof(StaleAfter), StaleAfter > TimeSpan.Zero && StaleAfter <= TimeSpan.FromHours(1), "above zero and up to an hour");
        Check(nameof(HeartbeatInterval), HeartbeatInterval > TimeSpan.Zero && HeartbeatInterval <= StaleAfter / 3, $"above zero and at most a third of {nameof(StaleAfter)}");
        Check(nameof(RelayPoll), RelayPoll > TimeSpan.Zero && RelayPoll <= TimeSpan.FromMinutes(1), "above zero and up to a minute");
        Check(nameof(RelayLease), RelayLease >= TimeSpan.FromSeconds(1) && RelayLease <= TimeSpan.FromHours(1), "a second to an hour");
        Check(nameof(LostAfter), LostAfter > TimeSpan.Zero && LostAfter <= TimeSpan.FromDays(1), "above zero and up to a day");
        Check(nameof(FlowSweepAfter), FlowSweepAfter >= TimeSpan.Zero && FlowSweepAfter <= TimeSpan.FromHours(1), "from zero to an hour");
        Check(nameof(OrchestrateAfter), OrchestrateAfter >= TimeSpan.Zero && OrchestrateAfter <= TimeSpan.FromHours(1), "from zero to an hour");
        Check(nameof(AbandonAfter), AbandonAfter >= TimeSpan.Zero && AbandonAfter <= TimeSpan.FromMinutes(1), "from zero to a minute");
        Check(nameof(MostAbandoned), MostAbandoned is >= 1 and <= 1_000, "1 to 1000");
        Check(nameof(ClaimCheckThreshold), ClaimCheckThreshold is >= 1024 and <= 1024 * 1024, "1024 to 1048576 bytes");
        Check(nameof(LargestArgs), LargestArgs >= ClaimCheckThreshold && LargestArgs <= 64 * 1024 * 1024, $"from {nameof(ClaimCheckThreshold)} to 67108864 bytes");
        Check(nameof(BlobContainer), ContainerPattern().IsMatch(BlobContainer ?? ""), "3 to 63 lower-case letters, digits and single hyphens within");
        Check(nameof(BlobGrace), BlobGrace >= TimeSpan.FromHours(12), "12 hours or more");
        Check(nameof(BlobRetention), BlobRetention >= BlobGrace && BlobRetention <= TimeSpan.FromDays(3650), $"from {nameof(BlobGrace)} to 10 years");
        Check(nameof(JobRetention), JobRetention >= TimeSpan.FromHours(1) && JobRetention <= TimeSpan.FromDays(3650), "from an hour to 10 years");
        Check(nameof(DeadLetterRetention), DeadLetterRetention >= TimeSpan.FromHours(1) && DeadLetterRetention <= TimeSpan.FromDays(3650), "from an hour to 10 years");
        Check(nameof(OrchestrationRetention), OrchestrationRetention >= TimeSpan.FromHours(1) && OrchestrationRetention <= TimeSpan.FromDays(3650), "from an hour to 10 years");
        Check(nameof(AuditRetention), AuditRetention >= TimeSpan.FromDays(1) && AuditRetention <= TimeSpan.FromDays(3650), "from a day to 10 years");
        return this;
    }

    private static string Kind(Type type) => type == typeof(TimeSpan) ? "a time, written hh:mm:ss" : type == typeof(bool) ? "true or false" : "a whole number";

    private static void Check(string field, bool holds, string range)
    {
        if (!holds) throw new PipelineConfigurationException($"Setting {Section}:{field} must be {range}.");
    }

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(?:-[a-z0-9]+)*\z")]
    private static partial Regex ContainerPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex PrefixPattern();
}
