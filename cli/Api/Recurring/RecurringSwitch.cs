namespace Pipeline.Cli.Api.Recurring;

/// <summary>The body that switches a recurring job.</summary>
internal sealed record RecurringSwitch(bool Enabled);
