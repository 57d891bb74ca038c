namespace Pipeline.Cli.Api.Jobs;

/// <summary>Where in which flow a job is.</summary>
internal sealed record JobFlow(Guid Id, string Name, string Status, int Place, string Role);
