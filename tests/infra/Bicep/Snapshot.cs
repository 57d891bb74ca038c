using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Infra.Tests.Bicep;

/// <summary>What a parameter file deploys, as the compiler predicts it without Azure.</summary>
internal sealed class Snapshot
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConcurrentDictionary<string, Task<Snapshot>> Taken = new();

    private readonly JsonNode _root;

    private Snapshot(JsonNode root) => _root = root;

    public JsonObject[] Resources => [.. _root["predictedResources"]!.AsArray().Select(r => r!.AsObject())];

    public JsonObject Outputs => _root["outputs"]!.AsObject();

    public string Text => Sorted(_root)!.ToJsonString(Readable) + "\n";

    /// <summary>From the repository's root: where the snapshot that was reviewed is kept.</summary>
    public static string PathOf(string environment) => $"infra/main.{environment}.snapshot.json";

    /// <summary>Takes one of a copy of infra/, as the compiler writes it beside the parameter file.</summary>
    public static Task<Snapshot> TakeAsync(string environment, params (string Name, string Value)[] changes) =>
        Taken.GetOrAdd($"{environment} {string.Join(' ', changes)}", _ => TakeOnceAsync(environment, changes));

    private static async Task<Snapshot> TakeOnceAsync(string environment, (string Name, string Value)[] changes)
    {
        var folder = Directory.CreateTempSubdirectory("snapshot-");
        try
        {
            string[] files = [.. BicepCompiler.Templates, .. BicepCompiler.ParameterFiles, .. Repository.Files("infra", "*.json"), .. Repository.Files("infra", "*.kql")];
            foreach (var file in files)
            {
                var copy = Path.Combine(folder.FullName, file);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(Path.Combine(Repository.Root, file), copy);
            }
            var parameters = Path.Combine(folder.FullName, "infra", $"main.{environment}.bicepparam");
            var taken = await BicepCompiler.RunAsync(
            [
                "snapshot", parameters, "--mode", "Overwrite", "--location", "westeurope", "--resource-group", $"rg-pipeline-{environment}",
                "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002",
            ], changes);
            (taken.Code, taken.Errors.Trim()).ShouldBe((0, ""));
            return new(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, PathOf(environment))))!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public JsonObject[] Of(string type) => [.. Resources.Where(r => (string?)r["type"] == type)];

    /// <summary>The settings of the app, or of its slot.</summary>
    public IReadOnlyDictionary<string, string> Settings(string type = "Microsoft.Web/sites") =>
        Of(type).Single()["properties"]!["siteConfig"]!["appSettings"]!.AsArray().ToDictionary(s => (string)s!["name"]!, s => (string)s!["value"]!);

    // The compiler writes outputs in an order that changes from run to run.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
