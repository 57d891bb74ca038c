namespace Pipeline.Cli.Api;

/// <summary>The body that switches a recurring job.</summary>
internal sealed record RecurringSwitch(bool Enabled);
