using System.Data.Common;
using System.Text.RegularExpressions;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Refusing;

/// <summary>Nothing that an app writes has a secret in it, however its servers refuse it.</summary>
public sealed partial class SecretTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    // In a form that each of the servers takes for a password or a key.
    private const string Secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    private const string Escaped = "c2VjcmV0LXNlY3JldC1zZWNyZXQ%3D";

    [AppFact(Needs.OwnApp)]
    public async Task ServersThatRefuseTheLogin_AreNamed_AndNoSecretIsWritten()
    {
        var refused = await Task.WhenAll(
            RefusedAsync("PostgreSQL", "PIPELINE_POSTGRES", new DbConnectionStringBuilder { ConnectionString = Services.Postgres, ["Username"] = "nobody", ["Password"] = Secret }.ConnectionString),
            RefusedAsync("RabbitMQ", "PIPELINE_RABBITMQ", new UriBuilder(Services.RabbitMQ) { Password = Escaped }.Uri.AbsoluteUri),
            RefusedAsync("The blob store", "PIPELINE_BLOBS", AccountKey().Replace(Services.Blobs, "AccountKey=" + Secret)));

        foreach (var (server, output) in refused)
        {
            output.ShouldContain($"{server} is not ready", Case.Sensitive, output);
            output.ShouldNotContain(Secret[..^1]);
        }
    }

    [AppTheory(Needs.OwnApp)]
    [InlineData("PIPELINE_RABBITMQ", "amqp://user:half:" + Secret + "@127.0.0.1")]
    [InlineData("PIPELINE_RABBITMQ", Secret)]
    [InlineData("PIPELINE_POSTGRES", "Host=127.0.0.1;Password=half;" + Secret)]
    [InlineData("PIPELINE_BLOBS", "AccountKey=" + Secret)]
    public async Task ASettingThatCannotBeRead_IsNamed_AndNoneOfItIsWritten(string setting, string value)
    {
        var (code, output) = await App.RunAsync("--port=0", new Dictionary<string, string> { [setting] = value });

        code.ShouldNotBe(0);
        output.ShouldContain(setting);
        output.ShouldNotContain(Secret[..^1]);
    }

    [AppFact(Needs.OwnApp | Needs.Key)]
    public async Task ARunningApp_WritesNoneOfItsSecrets()
    {
        using (await Flows.GetAsync($"api/recurring?code={Secret}")) { }
        using (await Flows.GetAsync("api/flows/no-id")) { }
        await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(50), chunk: 5)).Id);

        var written = Shared.Own.Log.Tail();
        foreach (var secret in Secrets())
            written.ShouldNotContain(secret);
    }

    private static async Task<(string Server, string Output)> RefusedAsync(string server, string setting, string value)
    {
        // It asks for a while, as a server may be starting; then it gives up with the error.
        var (code, output) = await App.RunAsync("--port=0", new Dictionary<string, string> { [setting] = value, ["Pipeline__StartPatience"] = "00:00:02" });
        code.ShouldNotBe(0, output);
        return (server, output);
    }

    private static IEnumerable<string> Secrets() =>
    [
        Target.Key!, Secret, AccountKey().Match(Services.Blobs).Groups[1].Value,
        (string)new DbConnectionStringBuilder { ConnectionString = Services.Postgres }["Password"], new Uri(Services.RabbitMQ).UserInfo.Split(':')[1],
    ];

    [GeneratedRegex("AccountKey=([^;]+)")]
    private static partial Regex AccountKey();
}
