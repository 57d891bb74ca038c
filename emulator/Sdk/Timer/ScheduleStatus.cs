namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is remembered of a timer's runs.</summary>
public class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
