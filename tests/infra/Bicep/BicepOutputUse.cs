namespace Pipeline.Infra.Tests.Bicep;

/// <summary>A place that reads <c>module.outputs.name</c>.</summary>
internal sealed record BicepOutputUse(string Module, string Name);
