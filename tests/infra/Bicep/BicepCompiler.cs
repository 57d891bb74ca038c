using System.Reflection;

namespace Pipeline.Infra.Tests.Bicep;

/// <summary>The real Bicep compiler, which restoring this project downloads.</summary>
internal static class BicepCompiler
{
    private static readonly string Program =
        typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value!;

    /// <summary>What the parameter files read: the environment of a deployment of an app that runs already.</summary>
    public static IReadOnlyDictionary<string, string> Deployment { get; } = new Dictionary<string, string>
    {
        ["DEPLOYER_OBJECT_ID"] = "11111111-1111-1111-1111-111111111111",
        ["DEPLOYER_NAME"] = "deployer",
        ["DEPLOYER_TYPE"] = "ServicePrincipal",
        ["AZURE_ENV_NAME"] = "first",
        ["AZURE_LOCATION"] = "westeurope",
        ["PIPELINE_PROFILE"] = "dev",
        ["ALERT_EMAILS"] = "operator@example.com",
        ["HAS_BROKER_URI"] = "true",
        ["BROKER_URI"] = "",
        ["TRIAL_BROKER"] = "false",
        ["RECOVER_VAULT"] = "false",
        ["DATABASE_GB"] = "0",
        ["DURABLE_BACKEND"] = "azureStorage",
        ["OPEN_TO"] = "",
        ["OTLP_ENDPOINT"] = "",
        ["PACKAGE"] = "p1.zip",
        ["STAGING_PACKAGE"] = "p0.zip",
    };

    /// <summary>Files of infra/, from the repository's root.</summary>
    public static string[] Templates { get; } = Repository.Files("infra", "*.bicep");

    /// <summary>Parameter files of infra/, from the repository's root.</summary>
    public static string[] ParameterFiles { get; } = Repository.Files("infra", "*.bicepparam");

    /// <summary>Runs the compiler in the repository's root, with the environment of a deployment.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    /// <param name="changes">What is different in the environment.</param>
    public static Task<ToolResult> RunAsync(string[] arguments, params (string Name, string Value)[] changes)
    {
        var environment = new Dictionary<string, string>(Deployment);
        foreach (var (name, value) in changes)
            environment[name] = value;
        return Tool.RunAsync(Program, arguments, environment);
    }
}
