namespace Pipeline.Inspection;

/// <summary>What jobs of one type came to in all of a report's time; of all types where <paramref name="Type"/> is empty.</summary>
public sealed record ActivityOfType(string Type, OutcomeCounts Outcomes, Quantiles? Wait, Quantiles? Run);
