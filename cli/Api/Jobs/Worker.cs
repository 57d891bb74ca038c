namespace Pipeline.Cli.Api.Jobs;

/// <summary>A process that runs jobs.</summary>
internal sealed record Worker(Guid Id, string Host, DateTimeOffset? StartedAt, DateTimeOffset? HeartbeatAt, bool Alive);
