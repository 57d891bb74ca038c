namespace Pipeline.Tests.Flows.Simulation;

internal enum SimStatus
{
    Queued,
    Succeeded,
    Dead,
    Cancelled,
    Expired,
}
