using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>The description of the API, <c>docs/openapi.yaml</c>.</summary>
public sealed class Description
{
    private readonly JsonNode _file;

    private Description(JsonNode file)
    {
        _file = file;
        Operations =
        [
            .. file["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => new Operation(HttpMethod.Parse(method.Key), path.Key, method.Value!))),
        ];
    }

    public static Description Instance { get; } = new(YamlFile.Read(Metadata("Description")));

    public IReadOnlyList<Operation> Operations { get; }

    public Operation Of(HttpMethod method, string path) => Operations.Single(o => o.Method == method && o.Path == path);

    /// <summary>The answer is one that the operation may give: its status, its type, and every field of its body.</summary>
    public async Task ShouldAllowAsync(Operation operation, HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, $"{operation}: {text}");
        var allowed = Resolved(operation.Node["responses"]![$"{(int)answer.StatusCode}"].ShouldNotBeNull($"{operation} does not answer {status}"));
        if (allowed["content"] is not JsonObject content)
        {
            text.ShouldBeEmpty($"{operation} has no body");
            return;
        }
        // The Functions host refuses a key by itself, and says no more.
        if (status == HttpStatusCode.Unauthorized && text.Length == 0) return;
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        var schema = content[type].ShouldNotBeNull($"{operation} answers no {type}")["schema"]!;
        if (!type.EndsWith("json", StringComparison.Ordinal)) return;
        using var body = JsonDocument.Parse(text);
        new SchemaCheck(_file).Errors(body.RootElement, schema).ShouldBeEmpty($"{operation} answered {text}");
    }

    /// <summary>A path that the project names for the tests.</summary>
    internal static string Metadata(string key) => typeof(Description).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private JsonNode Resolved(JsonNode response) =>
        response["$ref"]?.GetValue<string>() is { } name ? _file["components"]!["responses"]![name.Split('/')[^1]]! : response;
}
