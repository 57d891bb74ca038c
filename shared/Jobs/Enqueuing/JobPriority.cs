namespace Pipeline.Jobs;

/// <summary>Which of the due jobs are published first.</summary>
public enum JobPriority
{
    /// <summary>After all others.</summary>
    Low = -1,

    Normal = 0,

    /// <summary>Before all others, into a lane of its own that bulk work cannot fill.</summary>
    High = 1,
}
