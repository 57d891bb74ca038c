namespace Pipeline.Jobs;

/// <summary>A job's result cannot be written as JSON, or not read again as it is; trying again cannot help, so the job is dead at once.</summary>
public sealed class UnwritableResultException(Type result, Exception cause) : Exception(
    $"The result, a {result.Name}, cannot be written as JSON: {cause.Message} "
    + "Return what System.Text.Json can write: no NaN or infinity, no object that contains itself, nothing of which a part would be lost.", cause);
