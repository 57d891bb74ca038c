using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Health;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Health;

/// <summary>What is wrong with a server is said in words that name the setting, at start and in health, and never with its password.</summary>
public sealed class ServerFaultTests
{
    private const string Secret = "hunter2hunter2";

    public static TheoryData<string, string> Postgres { get; } = new()
    {
        { "password", "login refused" }, { "user", "login refused" }, { "database", "no such database" }, { "host", "unknown host" }, { "port", "connection refused" },
    };

    public static TheoryData<string, string> Broker { get; } = new()
    {
        { "password", "login refused" }, { "vhost", "no such virtual host" }, { "host", "unknown host" }, { "port", "connection refused" },
    };

    [ServiceTheory]
    [MemberData(nameof(Postgres))]
    public async Task Wrong_settings_of_PostgreSQL_are_named(string wrong, string said)
    {
        var connection = new NpgsqlConnectionStringBuilder(Services.Postgres) { Timeout = 5, Password = Secret };
        if (wrong is not ("password" or "user")) connection.Password = new NpgsqlConnectionStringBuilder(Services.Postgres).Password;
        if (wrong == "user") connection.Username = "nobody_of_that_name";
        if (wrong == "database") connection.Database = "no_such_database";
        if (wrong == "host") connection.Host = "nowhere.invalid";
        if (wrong == "port") connection.Port = 1;
        await CheckAsync("PIPELINE_POSTGRES", connection.ConnectionString, "database", said);
    }

    [ServiceTheory]
    [MemberData(nameof(Broker))]
    public async Task Wrong_settings_of_RabbitMQ_are_named(string wrong, string said)
    {
        var address = new UriBuilder(Services.RabbitMQ);
        if (wrong == "password") address.Password = Secret;
        if (wrong == "vhost") address.Path = "/no-such-vhost";
        if (wrong == "host") (address.Scheme, address.Host) = ("amqps", "nowhere.invalid");
        if (wrong == "port") address.Port = 1;
        await CheckAsync("PIPELINE_RABBITMQ", address.Uri.AbsoluteUri, "broker", said);
    }

    [ServiceFact]
    public async Task A_certificate_that_has_expired_is_named()
    {
        using var server = new ExpiredServer();
        await CheckAsync("PIPELINE_RABBITMQ", $"amqps://user:{Secret}@localhost:{server.Port}/", "broker", "TLS certificate not trusted");
    }

    private static async Task CheckAsync(string setting, string value, string server, string said)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PIPELINE_POSTGRES"] = Services.Postgres,
            ["PIPELINE_RABBITMQ"] = Services.RabbitMQ,
            ["PIPELINE_BLOBS"] = Services.Blobs,
            ["Pipeline:StartPatience"] = "00:00:00",
            [setting] = value,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPipeline(configuration);
        await using var provider = services.BuildServiceProvider();

        var error = await Should.ThrowAsync<PipelineStartException>(setting == "PIPELINE_POSTGRES"
            ? () => provider.GetRequiredService<PipelinePreparation>().MigrateAsync() : () => provider.GetRequiredService<PipelinePreparation>().DeclareQueuesAsync());
        error.Message.ShouldContain(said);
        error.Message.ShouldContain(setting);
        error.ToString().ShouldNotContain(Secret);

        var health = (await provider.GetRequiredService<PipelineHealth>().CheckAsync(default))[server];
        health.Healthy.ShouldBeFalse();
        health.Error.ShouldBe(said);
    }

    /// <summary>Offers TLS with a certificate that nobody signed and whose time is over.</summary>
    private sealed class ExpiredServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate = Make();

        public ExpiredServer()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        private async Task ServeAsync()
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(_certificate).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private static X509Certificate2 Make()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var made = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2020, 2, 1, 0, 0, 0, TimeSpan.Zero));
            return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        }

        public void Dispose()
        {
            _listener.Stop();
            _certificate.Dispose();
        }
    }
}
