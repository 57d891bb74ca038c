namespace Pipeline.Tests.Simulation;

/// <summary>A row of <c>pipeline.worker</c>.</summary>
internal sealed record SimWorkerRow(DateTime HeartbeatAt, bool Released, DateTime?[] Claimed, DateTime?[] Running);
