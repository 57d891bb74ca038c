namespace Pipeline.Infra.Tests.Bicep;

/// <summary>infra/ against the real compiler, its linter and its formatter. Every message is a failure, information included.</summary>
public sealed class CompilerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bicep-").FullName;

    public static TheoryData<string> ParameterFiles => [.. BicepCompiler.ParameterFiles];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_template_compiles_and_passes_the_linter()
    {
        BicepCompiler.Templates.Length.ShouldBeGreaterThan(10);
        ShouldBeSilent(await BicepCompiler.RunAsync("lint", "--pattern", "infra/**/*.bicep"));
    }

    [Theory]
    [MemberData(nameof(ParameterFiles))]
    public async Task A_parameter_file_compiles_with_its_template(string file)
    {
        var built = await BicepCompiler.RunAsync("build-params", file, "--stdout");
        (built.Code, built.Errors.Trim()).ShouldBe((0, ""));
        built.Output.ShouldContain("templateJson");
    }

    [Fact]
    public async Task Every_file_is_formatted()
    {
        string[] files = [.. BicepCompiler.Templates, .. BicepCompiler.ParameterFiles];
        foreach (var file in files)
        {
            var copy = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }
        var pattern = Path.Combine(_folder, "infra", "**", "*.bicep*");
        ShouldBeSilent(await BicepCompiler.RunAsync("format", "--pattern", pattern, "--config", "infra/bicepconfig.json"));
        files.Where(f => File.ReadAllText(Path.Combine(_folder, f)) != Repository.Read(f)).ShouldBeEmpty("bicep format --pattern 'infra/**/*.bicep*' mends it");
    }

    [Fact]
    public async Task A_message_of_the_linter_is_noticed()
    {
        var file = Path.Combine(_folder, "unused.bicep");
        await File.WriteAllTextAsync(file, "param unused string\n");
        var linted = await BicepCompiler.RunAsync("lint", file);
        linted.Errors.ShouldContain("no-unused-params");
    }

    private static void ShouldBeSilent(ToolResult result) => (result.Code, result.Errors.Trim(), result.Output.Trim()).ShouldBe((0, "", ""));
}
