using System.Text.Json;

namespace Pipeline.LocalHost.Settings;

/// <summary>Fills the environment from local.settings.json, as Core Tools do. A variable that is set already wins.</summary>
internal static class LocalSettings
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UnsupportedException">The file is encrypted or no JSON object.</exception>
    public static void Apply(string folder)
    {
        var path = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(path)) return;
        using var document = Parse(path);
        var root = document.RootElement;
        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
            throw new UnsupportedException($"{path} is encrypted; decrypt it with 'func settings decrypt'");
        Export(root, "Values", name => name);
        Export(root, "ConnectionStrings", name => $"ConnectionStrings:{name}");
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(path), Lenient);
        }
        catch (JsonException e)
        {
            throw new UnsupportedException($"{path} is no JSON: {e.Message}");
        }
    }

    private static void Export(JsonElement root, string section, Func<string, string> variable)
    {
        if (!root.TryGetProperty(section, out var values) || values.ValueKind != JsonValueKind.Object) return;
        foreach (var value in values.EnumerateObject())
        {
            var name = variable(value.Name);
            if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value.Value.ToString());
        }
    }
}
