namespace Pipeline.Inspection;

/// <summary>How many jobs came to what.</summary>
/// <param name="Succeeded">Successes.</param>
/// <param name="Retried">Failed attempts with another one to come.</param>
/// <param name="Dead">Deaths.</param>
/// <param name="Cancelled">Jobs that a cancelled flow stopped, as far as a worker met them.</param>
/// <param name="Expired">Jobs whose time was over, as far as a worker met them.</param>
public sealed record OutcomeCounts(int Succeeded, int Retried, int Dead, int Cancelled, int Expired);
