namespace Pipeline;

/// <summary>Names this incarnation of the process: in <c>pipeline.worker</c>, in leases, and on its database sessions.</summary>
public sealed record WorkerId(Guid Value)
{
    private const string Prefix = "pipeline ";

    /// <summary>What PostgreSQL shows in <c>pg_stat_activity</c>, so that the sessions of a worker that froze can be found and ended.</summary>
    public string ApplicationName => Prefix + Value;
}
