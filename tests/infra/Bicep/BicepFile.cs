namespace Pipeline.Infra.Tests.Bicep;

/// <summary>What parse.cjs found in a file.</summary>
/// <param name="Path">From the repository's root.</param>
/// <param name="Errors">Where it is no Bicep.</param>
/// <param name="Parameters">Those declared; of a parameter file, those given.</param>
/// <param name="Declared">Names of parameters, variables and functions.</param>
/// <param name="Exported">Names of functions that are for other files.</param>
/// <param name="Imports">What of those this file takes.</param>
/// <param name="Resources">Names of resources and modules.</param>
/// <param name="Locals">Names of loops, lambdas and functions' parameters.</param>
/// <param name="Used">Every identifier that stands anywhere but in its own declaration.</param>
internal sealed record BicepFile(
    string Path, string[] Errors, BicepParameter[] Parameters, BicepModule[] Modules, string[] Outputs, BicepOutputUse[] OutputUses, string[] Declared, string[] Exported, BicepImport[] Imports,
    string[] Resources, string[] Locals, string[] Used, string? Using);
