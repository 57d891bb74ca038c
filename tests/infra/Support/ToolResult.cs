namespace Pipeline.Infra.Tests.Support;

/// <param name="Code">The exit code.</param>
internal sealed record ToolResult(int Code, string Output, string Errors);
