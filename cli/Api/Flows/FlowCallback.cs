namespace Pipeline.Cli.Api.Flows;

/// <summary>A job that a flow runs after its members: its <c>body</c>, or the one for an <c>error</c>.</summary>
internal sealed record FlowCallback(string Role, string Type, string Status);
