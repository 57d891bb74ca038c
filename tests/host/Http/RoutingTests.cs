using System.Net.NetworkInformation;

namespace Pipeline.LocalHost.Tests.Http;

public sealed class RoutingTests(HttpHost host) : IClassFixture<HttpHost>
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
    [InlineData("GET", "", 404, "")]
    public async Task Request_IsRoutedAsTheRealHostRoutes(string method, string path, int status, string body)
    {
        using var http = host.Run.Http();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    [Fact]
    public async Task Key_IsNotAskedFor()
    {
        using var http = host.Run.Http();
        (await http.GetStringAsync("api/Guarded")).ShouldBe("no key needed");
    }

    [Fact]
    public void Host_ListensOnLoopbackOnly() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Where(listener => listener.Port == host.Run.Url.Port).ShouldAllBe(listener => listener.Address.Equals(System.Net.IPAddress.Loopback));

    [Theory]
    [InlineData("v2", "v2/Unrouted")]
    [InlineData("", "Unrouted")]
    public async Task RoutePrefix_IsTakenFromHostJson(string prefix, string path)
    {
        using var folder = TestFolder.OfShop($$"""{ "version": "2.0", "extensions": { "http": { "routePrefix": "{{prefix}}" } } }""");
        await using var run = await HostRun.StartAsync(Setup.For("Unrouted") with { Folder = folder.Path });
        using var http = run.Http();
        (await http.GetStringAsync(path)).ShouldBe("unrouted");
    }
}
