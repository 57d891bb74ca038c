using System.Globalization;
using System.Reflection;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Database;
using Pipeline.Infra.Tests.Bicep;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>All processes that run at once stay within the connections of the server that an environment deploys.</summary>
public sealed class ConnectionTests
{
    // Connections of users that Azure allows by default: https://learn.microsoft.com/azure/postgresql/configure-maintain/concepts-limits
    private static readonly Dictionary<string, int> UserConnections = new()
    {
        ["Standard_B1ms"] = 35,
        ["Standard_B2s"] = 414,
        ["Standard_D2ds_v5"] = 844,
    };

    // For migrate.sh and for a person who looks.
    private const int Reserve = 5;

    [Theory]
    [InlineData("try")]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Every_process_of_both_slots_fits(string environment)
    {
        var snapshot = await Snapshot.TakeAsync(environment);
        var server = (string)snapshot.Of("Microsoft.DBforPostgreSQL/flexibleServers").Single()["sku"]!["name"]!;
        var processes = Processes(snapshot);
        var each = ConnectionsOf(snapshot.Settings());
        (processes * each + Reserve).ShouldBeLessThanOrEqualTo(
            UserConnections[server], $"{processes} processes with {each} connections each: lower maxInstances or poolSize, or take a larger server");
    }

    [Theory]
    [InlineData("try")]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Every_lane_has_a_connection_of_each_pool(string environment)
    {
        var settings = (await Snapshot.TakeAsync(environment)).Settings();
        var pool = new NpgsqlConnectionStringBuilder(settings["PIPELINE_POSTGRES"]).MaxPoolSize;
        // The lanes and the urgent one.
        pool.ShouldBeGreaterThanOrEqualTo(int.Parse(settings["Pipeline__Lanes"], CultureInfo.InvariantCulture) + 1);
    }

    // After a swap the old code has as many instances in the slot as it had in production. Without a slot, swap.sh stops one process before
    // it starts the next.
    private static int Processes(Snapshot snapshot)
    {
        var plan = snapshot.Of("Microsoft.Web/serverfarms").Single();
        return (int?)plan["properties"]!["maximumElasticWorkerCount"] is { } most ? 2 * most : (int)plan["sku"]!["capacity"]!;
    }

    private static int ConnectionsOf(IReadOnlyDictionary<string, string> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PIPELINE_POSTGRES"] = settings["PIPELINE_POSTGRES"],
            ["PIPELINE_POSTGRES_TOKEN_SCOPE"] = "https://example/.default",
            ["PIPELINE_RABBITMQ"] = "amqps://127.0.0.1/",
            ["PIPELINE_BLOBS"] = "UseDevelopmentStorage=true",
        }).Build();
        var collection = new ServiceCollection();
        collection.AddLogging().AddSingleton<TokenCredential, NoLogin>().AddPipeline(configuration);
        var services = collection.BuildServiceProvider();
        var database = services.GetRequiredService<PipelineDatabase>();
        var sources = typeof(PipelineDatabase).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(p => p.PropertyType == typeof(NpgsqlDataSource)).Select(p => (NpgsqlDataSource)p.GetValue(database)!).ToList();
        sources.Count.ShouldBeGreaterThan(3);
        // What has no pool has a session at a time.
        return sources.Select(s => new NpgsqlConnectionStringBuilder(s.ConnectionString)).Sum(s => s.Pooling ? s.MaxPoolSize : 1);
    }

    private sealed class NoLogin : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody logs in.");

        // Npgsql asks for a first token as soon as there is a data source.
        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new AccessToken("none", DateTimeOffset.MaxValue));
    }
}
