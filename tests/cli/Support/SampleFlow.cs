using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;

namespace Pipeline.Cli.Tests.Support;

/// <summary>Flow documents as the server sends them: a hundred jobs, ten thousand records.</summary>
internal static class SampleFlow
{
    public const string Id = "6f1c2d3e-0000-4000-8000-000000000001";

    public static string Running(int done, string pattern = "group") => $$"""
        {"id":"{{Id}}","pattern":"{{pattern}}","status":"running","host":"local","acceptedAt":"2025-03-01T10:00:00Z","finishedAt":null,
        "jobs":{"total":100,"succeeded":{{done}},"dead":0,"cancelled":0,"expired":0,"open":{{100 - done}} },
        "records":10000,"rejected":12,"registered":null,"updated":null,"seconds":null,"later":{"unknown":[1,2]} }
        """;

    public const string Succeeded = $$"""
        {"id":"{{Id}}","pattern":"group","status":"succeeded","host":"local","acceptedAt":"2025-03-01T10:00:00Z",
        "finishedAt":"2025-03-01T10:00:04Z","jobs":{"total":100,"succeeded":100,"dead":0,"cancelled":0,"expired":0,"open":0},
        "records":10000,"rejected":12,"registered":9800,"updated":188,"seconds":4.000}
        """;

    public const string Failed = $$"""
        {"id":"{{Id}}","pattern":"group","status":"failed","host":"local","acceptedAt":"2025-03-01T10:00:00Z",
        "finishedAt":"2025-03-01T10:00:04Z","jobs":{"total":100,"succeeded":97,"dead":3,"cancelled":0,"expired":0,"open":0},
        "records":10000,"rejected":12,"registered":null,"updated":null,"seconds":null}
        """;

    public static readonly RequestDelegate Accepted = Reply.Json(Running(0), 202);

    public static Answer<FlowDocument> Answer(string json)
    {
        var document = JsonSerializer.Deserialize(json, ApiJson.Default.JsonElement);
        return new Answer<FlowDocument>(document.Deserialize(ApiJson.Default.FlowDocument)!, document);
    }
}
