namespace Pipeline.Infra.Tests.Bicep;

internal sealed record BicepImport(string Name, string Source);
