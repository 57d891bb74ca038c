namespace Pipeline.LocalHost.Tests.Http;

public sealed class LimitTests
{
    [Fact]
    public async Task BodyAboveTheHostsLimit_Is413()
    {
        await using var run = await HostRun.StartAsync(Setup.For("Read").With("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "100"));
        using var http = run.Http();
        (await PostAsync(http, 100)).ShouldBe(200);
        (await PostAsync(http, 101)).ShouldBe(413);
    }

    [Fact]
    public async Task BodyAboveTheWorkersOwnLimit_FailsTheFunction()
    {
        await using var run = await HostRun.StartAsync(Setup.For("Read"));
        using var http = run.Http();
        // The host ends the request in its middle, which a caller that still sends may meet as a broken connection.
        try
        {
            (await PostAsync(http, 30_000_001)).ShouldBe(500);
        }
        catch (HttpRequestException e)
        {
            e.InnerException.ShouldBeOfType<IOException>();
        }
        await run.SaysAsync("Executed 'Functions.Read' (Failed");
        (await PostAsync(http, 100)).ShouldBe(200);
    }

    [Fact]
    public async Task FunctionThatTakesTooLong_FailsAndTheNextRunsInAnotherWorker()
    {
        await using var run = await HostRun.StartAsync(Setup.For("Wait", "Describe").With("AzureFunctionsJobHost__functionTimeout", "00:00:00.500"));
        using var http = run.Http();
        using var late = await http.PostAsync("api/wait/gate never", null);
        ((int)late.StatusCode).ShouldBe(500);
        await run.SaysAsync("Timeout value of 00:00:00.5000000 was exceeded by function: Functions.Wait");
        (await http.GetStringAsync("api/Describe")).ShouldStartWith("Describe|");
        run.Workers.Count.ShouldBe(2);
    }

    private static async Task<int> PostAsync(HttpClient http, int size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/Read") { Content = new ByteArrayContent(new byte[size]) };
        // So that a refusal is read before the body is sent, and not met as a broken connection in its middle.
        request.Headers.ExpectContinue = true;
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
