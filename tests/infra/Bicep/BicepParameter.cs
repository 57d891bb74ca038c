namespace Pipeline.Infra.Tests.Bicep;

/// <param name="Required">It has no default.</param>
internal sealed record BicepParameter(string Name, bool Required);
