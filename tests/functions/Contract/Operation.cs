using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>A method of a path, as the description has it.</summary>
public sealed record Operation(HttpMethod Method, string Path, JsonNode Node)
{
    /// <summary>It asks for no key.</summary>
    public bool IsOpen => Node["security"] is JsonArray { Count: 0 };

    public bool Changes => Method != HttpMethod.Get;

    /// <summary>The path for a client, with a value for what it leaves open.</summary>
    public string With(string value) => "api" + System.Text.RegularExpressions.Regex.Replace(Path, @"\{[^}]+\}", value);

    public override string ToString() => $"{Method} {Path}";
}
