using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Emulator.Tests.Http;

public sealed class RoutingTests
{
    private const string Id = "0b5f8f2e-52c9-4c37-8f0c-6c6d6f3f9a51";

    [Theory]
    [InlineData("GET", "api/flows/" + Id, 200, "flow " + Id)]
    [InlineData("DELETE", "api/flows/" + Id, 200, "deleted " + Id)]
    [InlineData("GET", "api/flows/not-a-guid", 404, "")]
    [InlineData("PUT", "api/flows/" + Id, 404, "")]
    [InlineData("GET", "flows/" + Id, 404, "")]
    [InlineData("GET", "api/numbers/7", 200, "7 and none")]
    [InlineData("GET", "api/numbers/7/eight", 200, "7 and eight")]
    [InlineData("GET", "api/numbers/seven", 500, "")]
    [InlineData("GET", "api/Unrouted", 200, "unrouted")]
    [InlineData("POST", "api/Unrouted", 200, "unrouted")]
    [InlineData("GET", "api/Nowhere", 404, "")]
    public async Task Request_IsRoutedAsTheHostRoutes(string method, string path, int status, string body)
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Routed));
        using var http = app.Http;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    [Theory]
    [InlineData("v2", "v2/Unrouted")]
    [InlineData("", "Unrouted")]
    public async Task RoutePrefix_IsTakenFromHostJson(string prefix, string path)
    {
        var setup = new Setup { HostJson = $$"""{ "version": "2.0", "extensions": { "http": { "routePrefix": "{{prefix}}" } } }""" };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Routed));
        using var http = app.Http;
        (await http.GetStringAsync(path)).ShouldBe("unrouted");
    }

    [Fact]
    public async Task Host_ListensOnLoopbackOnly()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Routed));
        using var http = app.Http;
        IPAddress.Parse(http.BaseAddress!.Host).ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task Key_IsNotAskedFor()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Routed));
        using var http = app.Http;
        (await http.GetStringAsync("api/Guarded")).ShouldBe("no key needed");
    }

    public sealed class Routed
    {
        [Function("GetFlow")]
        public IActionResult GetFlow([HttpTrigger(AuthorizationLevel.Function, "get", Route = "flows/{id:guid}")] HttpRequest request, Guid id) =>
            new ContentResult { Content = $"flow {id}", StatusCode = request.HttpContext.Response.StatusCode };

        [Function("DeleteFlow")]
        public Task<IResult> DeleteFlow([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "flows/{id:guid}")] HttpRequest request, Guid id) =>
            Task.FromResult(Results.Text($"deleted {id}", statusCode: request.HttpContext.Response.StatusCode));

        [Function("Numbers")]
        public IResult Numbers(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "numbers/{number}/{other?}")] HttpRequest request, int number, string? other) =>
            Results.Text($"{number} and {other ?? "none"}", statusCode: request.HttpContext.Response.StatusCode);

        [Function("Unrouted")]
        public Task Unrouted([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, CancellationToken token) =>
            request.HttpContext.Response.WriteAsync("unrouted", token);

        [Function("Guarded")]
        public IResult Guarded([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) =>
            Results.Text("no key needed", statusCode: request.HttpContext.Response.StatusCode);
    }
}
