using System.Reflection;

namespace Pipeline.Infra.Tests.Bicep;

/// <summary>The real Bicep compiler, which restoring this project downloads.</summary>
internal static class BicepCompiler
{
    private static readonly string Program =
        typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value!;

    // What the parameter files read from the environment of whoever deploys.
    private static readonly Dictionary<string, string> Deployment = new()
    {
        ["DEPLOYER_OBJECT_ID"] = "11111111-1111-1111-1111-111111111111",
        ["DEPLOYER_NAME"] = "deployer",
        ["ALERT_EMAILS"] = "operator@example.com",
    };

    /// <summary>Files of infra/, from the repository's root.</summary>
    public static string[] Templates { get; } = Repository.Files("infra", "*.bicep");

    /// <summary>Parameter files of infra/, from the repository's root.</summary>
    public static string[] ParameterFiles { get; } = Repository.Files("infra", "*.bicepparam");

    /// <summary>Runs the compiler in the repository's root, with the environment of a deployment.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(Program, arguments, Deployment);
}
