using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.Emulator.Tests.Http;

public sealed class RequestTests
{
    [Fact]
    public async Task UnhandledException_Is500WithoutDetailAndLogged()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Functions));
        using var http = app.Http;
        using var response = await http.GetAsync("api/Throw");
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        app.Logs.Has("the secret detail").ShouldBeTrue();
    }

    [Fact]
    public async Task ActionResultOfAnObject_IsWrittenAsCamelCaseJson()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Functions));
        using var http = app.Http;
        (await http.GetStringAsync("api/Object")).ShouldBe("""{"firstName":"Ada"}""");
    }

    [Fact]
    public async Task Body_IsStreamedToTheFunctionWhileItIsStillSent()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Functions));
        using var http = app.Http;
        var seen = app.Journal;
        using var content = new StreamedContent(async stream =>
        {
            await stream.WriteAsync("first"u8.ToArray());
            await stream.FlushAsync();
            await seen.UntilAsync(1);
            await stream.WriteAsync(" and second"u8.ToArray());
        });
        using var response = await http.PostAsync("api/Read", content);
        (await response.Content.ReadAsStringAsync()).ShouldBe("16 bytes");
    }

    [Theory]
    [InlineData("100", null, 101, 413)]
    [InlineData("100", null, 100, 200)]
    [InlineData(null, null, 30_000_001, 500)]
    [InlineData(null, 60_000_000L, 30_000_001, 200)]
    public async Task BodyAboveTheLimitOfHostOrWorker_IsRefused(string? hostLimit, long? workerLimit, int size, int status)
    {
        var setup = new Setup
        {
            Settings = { ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = hostLimit },
            Configure = builder => builder.Services.Configure<KestrelServerOptions>(
                kestrel => kestrel.Limits.MaxRequestBodySize = workerLimit ?? kestrel.Limits.MaxRequestBodySize),
        };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Functions));
        using var http = app.Http;
        // So that a refusal is read before the body is sent, and not met as a broken connection in its middle.
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new ByteArrayContent(new byte[size]);
        using var response = await http.PostAsync("api/Read", content);
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task ClientThatLeaves_SignalsTheInvocation()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Functions));
        using var http = app.Http;
        using var leave = new CancellationTokenSource();
        var call = http.GetAsync("api/Wait", leave.Token);
        await app.Journal.UntilAsync(1);
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await app.Journal.UntilAsync(2);
        app.Journal.Entries.ShouldBe(["waiting", "signalled"]);
    }

    [Fact]
    public async Task Stop_LetsARunningRequestFinish()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Functions));
        using var http = app.Http;
        var call = http.GetStringAsync("api/Wait");
        await app.Journal.UntilAsync(1);
        await app.StopAsync();
        (await call).ShouldBe("signalled");
    }

    [Fact]
    public async Task RequestServices_AreThoseOfTheInvocation()
    {
        await using var app = await EmulatedApp.StartAsync(new Setup(), typeof(Functions));
        using var http = app.Http;
        (await http.GetFromJsonAsync<bool>("api/Services")).ShouldBeTrue();
    }

    public sealed record Person(string FirstName);

    public sealed class Functions(Journal journal)
    {
        [Function("Throw")]
        public IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            throw new InvalidOperationException($"the secret detail of {request.Path}");

        [Function("Object")]
        public IActionResult Object([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            new ObjectResult(new Person("Ada")) { StatusCode = request.HttpContext.Response.StatusCode };

        [Function("Read")]
        public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken token)
        {
            var buffer = new byte[64 * 1024];
            var total = 0;
            for (int read; (read = await request.Body.ReadAsync(buffer, token)) > 0; total += read)
                if (total == 0) journal.Write(Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 16)));
            return Results.Text($"{total} bytes");
        }

        [Function("Wait")]
        public async Task<IResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken token)
        {
            journal.Write("waiting");
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            journal.Write("signalled");
            return Results.Text("signalled", statusCode: request.HttpContext.Response.StatusCode);
        }

        [Function("Services")]
        public IResult Services([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) =>
            Results.Json(ReferenceEquals(request.HttpContext.RequestServices, context.InstanceServices));
    }
}
