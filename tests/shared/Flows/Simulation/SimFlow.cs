using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>A row of flows, with what refers to it.</summary>
internal sealed class SimFlow(SimFlow? parent, int place, string name)
{
    public SimFlow? Parent => parent;

    public SimFlow Root => parent?.Root ?? this;

    public int Place => place;

    public int Depth => parent is null ? 0 : parent.Depth + 1;

    public bool IsChain { get; init; }

    public bool FailsFast { get; init; }

    public int MaxParallel { get; init; }

    public int Total { get; set; }

    public FlowStage Stage { get; set; } = FlowStage.Waiting;

    public FlowStop? Stopping { get; set; }

    public FlowResult? Result { get; set; }

    public int Released { get; set; }

    public int Succeeded { get; set; }

    public int Others { get; set; }

    public int Ended => Succeeded + Others;

    /// <summary>What of it may take is over.</summary>
    public bool TimeIsOver { get; set; }

    /// <summary>As is what its error callback may take.</summary>
    public bool ErrorTimeIsOver { get; set; }

    public SimJob? Body { get; set; }

    public SimJob? OnError { get; set; }

    public List<SimJob> Members { get; } = [];

    public List<SimFlow> Nested { get; } = [];

    /// <summary>Those without an outcome, in their order.</summary>
    public List<SimMessage> Messages { get; } = [];

    public bool IsDone => Result is not null;

    public bool IsOpen => Messages.Count > 0 || Nested.Exists(n => !n.IsDone);

    public bool IsOverdue => (Stage is FlowStage.Members or FlowStage.Body && TimeIsOver) || (Stage == FlowStage.OnError && ErrorTimeIsOver);

    public bool HasRoom => Holds && FlowRules.HasRoom(Total, Released, Ended, MaxParallel);

    public bool Holds => !IsChain && Stage == FlowStage.Members && Stopping is null;

    /// <summary>As the driver and the sweep ask.</summary>
    public bool IsDue => !IsDone && (
        Stopping is not null || IsOverdue || HasRoom
        || (Stage != FlowStage.Waiting && !Messages.Exists(m => !m.IsHeld) && !Nested.Exists(n => !n.IsDone && n.Stage != FlowStage.Waiting)));

    public FlowFacts Facts => new(
        Stage, Stopping, IsOpen, Others > 0, Body is not null, OnError is not null, Body is { Exists: true, Status: SimStatus.Succeeded });

    /// <summary>It with all that lies in it, the innermost first.</summary>
    public IEnumerable<SimFlow> Tree => Nested.SelectMany(n => n.Tree).Append(this);

    public override string ToString() => name;
}
