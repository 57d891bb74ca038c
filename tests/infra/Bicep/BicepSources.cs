using System.Text.Json;

namespace Pipeline.Infra.Tests.Bicep;

/// <summary>All files of infra/, parsed once.</summary>
internal static class BicepSources
{
    private static readonly Lazy<Task<BicepFile[]>> Parsed = new(ParseAsync);

    public static string Modules { get; } = Path.Combine(Repository.Root, ".local", "bicep", "node_modules");

    public static bool CanParse => Tool.Find("node") is not null && Directory.Exists(Path.Combine(Modules, "tree-sitter-bicep"));

    public static string[] Paths { get; } = [.. Repository.Files("infra", "*.bicep"), .. Repository.Files("infra", "*.bicepparam")];

    public static Task<BicepFile[]> AllAsync() => Parsed.Value;

    private static async Task<BicepFile[]> ParseAsync()
    {
        var script = Path.Combine(Repository.Root, "tests", "infra", "Bicep", "parse.cjs");
        var parsed = await Tool.RunAsync("node", [script, Modules, .. Paths]);
        parsed.Code.ShouldBe(0, parsed.Errors);
        return JsonSerializer.Deserialize<BicepFile[]>(parsed.Output, JsonSerializerOptions.Web)!;
    }
}
