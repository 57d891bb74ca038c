namespace Pipeline.Infra.Tests.Bicep;

/// <summary>The compiler and its linter, where the machine has them: any warning is a failure.</summary>
public sealed class CompilerTests
{
    private static readonly Dictionary<string, string> Given = new()
    {
        ["DEPLOYER_OBJECT_ID"] = "11111111-1111-1111-1111-111111111111",
        ["DEPLOYER_NAME"] = "deployer",
        ["ALERT_EMAILS"] = "operator@example.com",
    };

    [ToolFact("bicep")]
    public async Task Every_file_compiles_without_a_warning()
    {
        foreach (var path in BicepSources.Paths)
        {
            var built = await Tool.RunAsync("bicep", [path.EndsWith(".bicepparam", StringComparison.Ordinal) ? "build-params" : "build", path, "--stdout"], Given);
            (built.Code, built.Errors.Trim()).ShouldBe((0, ""), path);
        }
    }

    [ToolFact("bicep")]
    public async Task The_linter_finds_nothing()
    {
        foreach (var path in BicepSources.Paths.Where(p => p.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            var linted = await Tool.RunAsync("bicep", ["lint", path]);
            (linted.Code, linted.Errors.Trim()).ShouldBe((0, ""), path);
        }
    }
}
