namespace Pipeline.Access;

/// <summary>How a change ended.</summary>
public enum AuditOutcome
{
    /// <summary>It goes on, or its process vanished.</summary>
    Begun,

    Done,

    /// <summary>Nothing was changed.</summary>
    Refused,

    /// <summary>It broke off: a part of it may have been done.</summary>
    Failed,

    /// <summary>An outcome that only a newer version of this code knows.</summary>
    Unknown,
}
