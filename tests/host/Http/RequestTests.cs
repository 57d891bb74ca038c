using System.Net;

namespace Pipeline.LocalHost.Tests.Http;

public sealed class RequestTests(HttpHost host) : IClassFixture<HttpHost>
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task UnhandledException_Is500WithoutDetailAndLogged()
    {
        using var http = host.Run.Http();
        using var response = await http.GetAsync("api/Throw");
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        await host.Run.SaysAsync("the secret detail");
        await host.Run.SaysAsync("Executed 'Functions.Throw' (Failed");
    }

    [Fact]
    public async Task ActionResultOfAnObject_IsWrittenAsCamelCaseJson()
    {
        using var http = host.Run.Http();
        (await http.GetStringAsync("api/Object")).ShouldBe("""{"firstName":"Ada"}""");
    }

    [Fact]
    public async Task Body_IsStreamedToTheFunctionWhileItIsStillSent()
    {
        using var http = host.Run.Http();
        using var content = new StreamedContent(async stream =>
        {
            // The forwarder sends on what fills its buffer.
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes("first".PadRight(32 * 1024)));
            await stream.FlushAsync();
            await host.Run.EntriesAsync(1, "read first");
            await stream.WriteAsync("second"u8.ToArray());
        });
        using var response = await http.PostAsync("api/Read", content);
        (await response.Content.ReadAsStringAsync()).ShouldBe($"{32 * 1024 + 6} bytes");
    }

    [Fact]
    public async Task Answer_IsStreamedToTheCallerWhileItIsStillWritten()
    {
        using var http = host.Run.Http();
        using var response = await http.GetAsync("api/Stream", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[6];
        await stream.ReadExactlyAsync(buffer);
        host.Run.OpenGate("stream");
        using var rest = new StreamReader(stream);
        (await rest.ReadToEndAsync()).ShouldBe("second");
    }

    [Fact]
    public async Task LargeBody_Passes()
    {
        using var http = host.Run.Http();
        using var content = new ByteArrayContent(new byte[50_000_000]);
        using var response = await http.PostAsync("api/Read", content);
        (await response.Content.ReadAsStringAsync()).ShouldBe("50000000 bytes");
    }

    [Fact]
    public async Task ClientThatLeaves_SignalsTheInvocation()
    {
        using var http = host.Run.Http();
        using var leave = new CancellationTokenSource();
        var call = http.PostAsync("api/wait/until-told leave", null, leave.Token);
        await host.Run.WritesAsync("begin Wait: until-told leave");
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await host.Run.WritesAsync("end Wait: until-told leave");
    }

    [Fact]
    public async Task Function_IsDescribedToItselfWithTheCallersTraceHeadersAndQuery()
    {
        using var http = host.Run.Http();
        var first = await DescribeAsync(http);
        var second = await DescribeAsync(http);
        first[0].ShouldBe("Describe");
        first[1].ShouldBe("Shop.Requests.Describe");
        first[2].ShouldBe(second[2]);
        Guid.Parse(first[3]).ShouldNotBe(Guid.Parse(second[3]));
        first[4].ShouldStartWith($"00-{Trace}-");
        (first[5], first[6]).ShouldBe(("mine", "a b"));

        static async Task<string[]> DescribeAsync(HttpClient http)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/Describe?q=a%20b");
            request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
            request.Headers.Add("X-Mine", "mine");
            using var response = await http.SendAsync(request);
            return (await response.Content.ReadAsStringAsync()).Split('|');
        }
    }

    [Fact]
    public async Task ManyAtOnce_EachGetsItsOwnAnswer()
    {
        using var http = host.Run.Http();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => http.GetStringAsync($"api/numbers/{i}/of-many")));
        answers.ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i} and of-many"));
    }
}
