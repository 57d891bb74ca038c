using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Pipeline.Functions.Http;
using Pipeline.Tests.Support;

namespace Pipeline.Emulator.Tests.Http;

public sealed class AbandonedRequestTests
{
    [Fact]
    public async Task ARequestWhoseClientLeft_IsNoFailure_AndOneThatIsCancelledOtherwiseIs()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup { Configure = builder => builder.UseMiddleware<AbandonedRequests>() }, typeof(Functions));
        using var http = app.Http;
        using var leave = new CancellationTokenSource();
        var request = http.GetAsync("api/Wait", leave.Token);
        await app.Journal.UntilAsync(1);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(request);
        await Eventually.TrueAsync(() => Task.FromResult(app.Logs.Has("The client of Wait has gone")), TimeSpan.FromSeconds(20), "the app noticed");
        app.Logs.Has("Executed 'Functions.Wait' (Failed").ShouldBeFalse();

        (await http.GetAsync("api/Cancel")).IsSuccessStatusCode.ShouldBeFalse();
        app.Logs.Has("Executed 'Functions.Cancel' (Failed").ShouldBeTrue();
    }

    public sealed class Functions(Journal journal)
    {
        [Function("Wait")]
        public async Task Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            journal.Write("waits");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        [Function("Cancel")]
        public Task Cancel([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => throw new OperationCanceledException("a query of its own");
    }
}
