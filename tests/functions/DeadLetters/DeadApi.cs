using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Api;

namespace Pipeline.EndToEnd.Tests.DeadLetters;

/// <summary>The part of the HTTP API that is about what died.</summary>
internal sealed class DeadApi(Flows flows)
{
    public async Task<IReadOnlyList<JsonElement>> GroupsAsync() => [.. (await GetAsync("api/dead")).GetProperty("groups").EnumerateArray()];

    public Task<JsonElement> PageAsync(string query) => GetAsync($"api/dead/letters?{query}");

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string query) => [.. (await PageAsync(query)).GetProperty("letters").EnumerateArray()];

    /// <returns>How many.</returns>
    public async Task<int> ReplayAsync(object choice) => (await PostAsync("api/dead/replay", choice)).GetProperty("replayed").GetInt32();

    /// <returns>How many.</returns>
    public async Task<int> DiscardAsync(object choice) => (await PostAsync("api/dead/discard", choice)).GetProperty("discarded").GetInt32();

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await flows.GetAsync(path);
        return await ReadAsync(answer);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var content = JsonContent.Create(body);
        using var answer = await flows.PostToAsync(path, content);
        return await ReadAsync(answer);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
