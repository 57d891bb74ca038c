using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>A row of jobs, or a callback that is none yet, with what its handler will do.</summary>
internal sealed class SimJob(SimFlow flow, int index, string name)
{
    public SimFlow Flow => flow;

    public int Index => index;

    public bool IsMember => index >= 0;

    /// <summary>How many attempts fail before one succeeds.</summary>
    public int Failures { get; init; }

    /// <summary>No attempt succeeds: it is dead after them.</summary>
    public bool Dies { get; init; }

    /// <summary>It runs without a transaction that would lock its message.</summary>
    public bool IsIo { get; init; }

    /// <summary>Nobody knows its type before a deployment.</summary>
    public bool IsNew { get; set; }

    /// <summary>Nobody will ever know its type.</summary>
    public bool IsUnknown { get; init; }

    public bool TimeIsOver { get; set; }

    public SimStatus Status { get; set; }

    public SimMessage? Message { get; set; }

    public int Attempts { get; set; }

    /// <summary>It is a row of jobs: a callback becomes one when its turn comes.</summary>
    public bool Exists { get; set; }

    /// <summary>How its next run ends.</summary>
    public SimStatus Run() => Attempts < Failures ? SimStatus.Queued : Dies ? SimStatus.Dead : SimStatus.Succeeded;

    public override string ToString() => name;

    /// <summary>What is known of a job when it is claimed.</summary>
    internal readonly record struct Claimed(SimJob Job, FlowStop? Stopping, bool TimeIsOver);
}
