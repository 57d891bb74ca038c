namespace Pipeline.Infra.Tests.Bicep;

/// <param name="Source">The file, as the module names it.</param>
/// <param name="Parameters">The names of what is passed.</param>
internal sealed record BicepModule(string Name, string Source, string[] Parameters);
