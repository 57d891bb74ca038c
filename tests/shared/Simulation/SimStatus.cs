namespace Pipeline.Tests.Simulation;

internal enum SimStatus
{
    Queued,
    Succeeded,
    Dead,
    Expired,
}
