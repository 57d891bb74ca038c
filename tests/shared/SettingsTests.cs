using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Database;

namespace Pipeline.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("PIPELINE_POSTGRES", "", "PIPELINE_POSTGRES")]
    [InlineData("PIPELINE_RABBITMQ", "http://secret@host", "amqp URI")]
    [InlineData("PIPELINE_BLOBS", "", "PIPELINE_BLOBS")]
    [InlineData("Pipeline:Lanes", "9", "Pipeline:Lanes must be 1 to 8")]
    [InlineData("Pipeline:Lanes", "many", "Pipeline:Lanes must be a whole number")]
    [InlineData("Pipeline:CloseFlowsOnCommit", "perhaps", "Pipeline:CloseFlowsOnCommit must be true or false")]
    [InlineData("Pipeline:HoldLimit", "secret", "Pipeline:HoldLimit must be a time, written hh:mm:ss")]
    [InlineData("Pipeline:QueueType", "stream", "'quorum' or 'classic'")]
    [InlineData("Pipeline:StaleAfter", "00:00:01", "HeartbeatInterval")]
    [InlineData("Pipeline:RelayChunk", "0", "1 to 10000")]
    [InlineData("Pipeline:ClaimCheckThreshold", "1023", "1024 to 1048576 bytes")]
    [InlineData("Pipeline:LargestArgs", "8000", "from ClaimCheckThreshold to 67108864 bytes")]
    [InlineData("Pipeline:BlobContainer", "Under_score", "Pipeline:BlobContainer")]
    [InlineData("Pipeline:BlobContainer", "double--hyphen", "Pipeline:BlobContainer")]
    [InlineData("Pipeline:BlobGrace", "11:59:59", "12 hours or more")]
    [InlineData("Pipeline:BlobRetention", "23:59:59", "from BlobGrace to 10 years")]
    public void A_wrong_setting_is_named_and_its_value_is_not_told(string name, string value, string said)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new ServiceCollection().AddPipeline(Configuration(name, value)));
        error.Message.ShouldContain(said);
        error.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("Pipeline:Lane", "has no Lane:")]
    [InlineData("Pipeline:Queues:0", "has no Queues:")]
    public void A_name_that_would_have_no_effect_is_refused_with_those_that_there_are(string name, string said)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new ServiceCollection().AddPipeline(Configuration(name, "secret")));
        error.Message.ShouldContain(said);
        error.Message.ShouldContain("Lanes");
        error.Message.ShouldNotContain("secret");
        new ServiceCollection().AddPipeline(Configuration("Pipeline:lanes", "2"));
    }

    [Theory]
    [InlineData("Lanes", "0")]
    [InlineData("Lanes", "-2147483648")]
    [InlineData("QueuePrefix", " ")]
    [InlineData("QueuePrefix", "a\0b")]
    [InlineData("QueuePrefix", "two\nlines")]
    [InlineData("QueuePrefix", "jobs'; --")]
    [InlineData("QueuePrefix", "шина")]
    [InlineData("QueuePrefix", "amq.jobs")]
    [InlineData("QueueType", "")]
    [InlineData("QueueType", "Quorum")]
    [InlineData("TransactionSize", "0")]
    [InlineData("TransactionSize", "101")]
    [InlineData("MessageBudget", "00:00:00")]
    [InlineData("MessageBudget", "00:05:00.0000001")]
    [InlineData("IoConcurrency", "0")]
    [InlineData("IoConcurrency", "1001")]
    [InlineData("HoldLimit", "-00:00:01")]
    [InlineData("StartPatience", "-00:00:00.001")]
    [InlineData("StartPatience", "00:00:45.001")]
    [InlineData("HoldLimit", "00:02:01")]
    [InlineData("HeartbeatInterval", "00:00:00")]
    [InlineData("HeartbeatInterval", "10675199.02:48:05.4775807")]
    [InlineData("StaleAfter", "00:00:00")]
    [InlineData("StaleAfter", "10675199.02:48:05.4775807")]
    [InlineData("RelayPoll", "00:00:00")]
    [InlineData("RelayPoll", "00:01:01")]
    [InlineData("RelayChunk", "10001")]
    [InlineData("RelayLease", "00:00:00.999")]
    [InlineData("RelayLease", "10675199.02:48:05.4775807")]
    [InlineData("LostAfter", "00:00:00")]
    [InlineData("LostAfter", "10675199.02:48:05.4775807")]
    [InlineData("AbandonAfter", "-00:00:01")]
    [InlineData("AbandonAfter", "00:01:01")]
    [InlineData("MostAbandoned", "0")]
    [InlineData("MostAbandoned", "1001")]
    [InlineData("ClaimCheckThreshold", "1048577")]
    [InlineData("LargestArgs", "67108865")]
    [InlineData("BlobContainer", "ab")]
    [InlineData("BlobContainer", "a\0b")]
    [InlineData("BlobContainer", "../x")]
    [InlineData("BlobGrace", "-1.00:00:00")]
    [InlineData("BlobRetention", "10675199.02:48:05.4775807")]
    [InlineData("OrchestrateAfter", "-00:00:01")]
    [InlineData("OrchestrateAfter", "01:00:01")]
    [InlineData("FlowSweepAfter", "-00:00:01")]
    [InlineData("FlowSweepAfter", "01:00:01")]
    [InlineData("JobRetention", "00:59:59")]
    [InlineData("JobRetention", "10675199.02:48:05.4775807")]
    [InlineData("DeadLetterRetention", "00:59:59")]
    [InlineData("DeadLetterRetention", "3650.00:00:00.0000001")]
    [InlineData("OrchestrationRetention", "00:59:59")]
    [InlineData("OrchestrationRetention", "3650.00:00:00.0000001")]
    public void A_value_out_of_its_range_is_refused_with_its_field_and_the_range(string field, string value)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new ServiceCollection().AddPipeline(Configuration($"Pipeline:{field}", value)));
        error.Message.ShouldStartWith($"Setting Pipeline:{field} must be ");
        error.Message.Length.ShouldBeLessThan(200);
    }

    // Every number and every time, so that a new setting is among them.
    public static TheoryData<string, string> Unreadable()
    {
        var data = new TheoryData<string, string>();
        foreach (var setting in typeof(PipelineOptions).GetProperties().Where(p => p.PropertyType != typeof(string)))
            foreach (var value in (string[])["many", "1000000000000000000", "1e3", "１", "1;drop table x", "NaN", new('9', 10_000)])
                data.Add(setting.Name, value);
        return data;
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_value_that_is_no_number_or_time_is_refused_with_its_field(string field, string value)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new ServiceCollection().AddPipeline(Configuration($"Pipeline:{field}", value)));
        error.Message.ShouldContain($"Pipeline:{field}");
        error.Message.Length.ShouldBeLessThan(400);
    }

    [Theory]
    [InlineData("amqp://user:sec:ret@host")]
    [InlineData("amqp://user:secret@host/a/b")]
    [InlineData("amqp://user:secret@host:99999")]
    [InlineData("amqp://user:secret@host:port")]
    [InlineData("user:secret@host")]
    [InlineData("amqp:secret")]
    public void A_broker_address_that_cannot_be_read_is_refused_at_start_without_being_shown(string address)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new ServiceCollection().AddPipeline(Configuration("PIPELINE_RABBITMQ", address)));
        error.Message.ShouldContain("PIPELINE_RABBITMQ");
        error.ToString().ShouldNotContain("ret");
    }

    [Theory]
    [InlineData("Host=a;Password=half;secret")]
    [InlineData("Host=a;Password=half;secret=x")]
    [InlineData("Host=a;Password=half;secret=")]
    [InlineData("Host=a;Port=secret")]
    [InlineData("postgres://user:secret@host/db")]
    [InlineData("Host=a;Password=\"secret")]
    public void A_connection_string_that_cannot_be_read_is_refused_without_any_of_it(string text)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new PipelineDatabase(new(Configuration("PIPELINE_POSTGRES", text)), new(), new(Guid.NewGuid())));
        error.Message.ShouldContain("PIPELINE_POSTGRES");
        error.ToString().ShouldNotContain("secret");
        error.ToString().ShouldNotContain("half");
    }

    [Theory]
    [InlineData("PIPELINE_RABBITMQ", "amqp://user:secret@broker.example/")]
    [InlineData("PIPELINE_RABBITMQ", "amqp://user:secret@192.168.1.2/")]
    [InlineData("PIPELINE_RABBITMQ", "amqp://user:secret@127.0.0.1.example/")]
    [InlineData("PIPELINE_POSTGRES", "Host=db.example;Username=u;Password=secret;SSL Mode=Prefer")]
    [InlineData("PIPELINE_POSTGRES", "Host=127.0.0.1,db.example;Username=u;Password=secret;SSL Mode=Disable")]
    [InlineData("PIPELINE_BLOBS", "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;BlobEndpoint=http://blobs.example:10000/a")]
    public void Another_machine_without_TLS_is_refused_unless_somebody_says_so(string name, string value)
    {
        var error = Should.Throw<PipelineConfigurationException>(() => Resolve(Configuration(name, value)));
        error.Message.ShouldContain(name);
        error.Message.ShouldContain("PIPELINE_ALLOW_PLAINTEXT=true");
        error.Message.ShouldNotContain("secret");
        Resolve(new ConfigurationBuilder().AddConfiguration(Configuration(name, value)).AddInMemoryCollection([new("PIPELINE_ALLOW_PLAINTEXT", "true")]).Build());
        Should.Throw<PipelineConfigurationException>(
            () => Resolve(new ConfigurationBuilder().AddConfiguration(Configuration(name, value)).AddInMemoryCollection([new("PIPELINE_ALLOW_PLAINTEXT", "yes")]).Build()));
    }

    [Theory]
    [InlineData("PIPELINE_RABBITMQ", "amqps://user:secret@broker.example/")]
    [InlineData("PIPELINE_RABBITMQ", "amqp://user:secret@localhost:5672/")]
    [InlineData("PIPELINE_RABBITMQ", "amqp://user:secret@[::1]/")]
    [InlineData("PIPELINE_POSTGRES", "Host=db.example;Username=u;Password=secret")]
    [InlineData("PIPELINE_POSTGRES", "Host=/var/run/postgresql;Username=u;SSL Mode=Disable")]
    [InlineData("PIPELINE_BLOBS", "https://account.blob.core.windows.net")]
    public void TLS_and_ones_own_machine_need_no_word(string name, string value) => Resolve(Configuration(name, value));

    [Theory]
    [InlineData("Host=db.example;Username=u", Npgsql.SslMode.Require)]
    [InlineData("Host=db.example;Username=u;SSL Mode=VerifyFull", Npgsql.SslMode.VerifyFull)]
    [InlineData("Host=127.0.0.1;Username=u", Npgsql.SslMode.Prefer)]
    public void Another_machine_is_reached_by_TLS_where_nothing_is_said(string text, Npgsql.SslMode mode)
    {
        using var database = new PipelineDatabase(new(Configuration("PIPELINE_POSTGRES", text)), new(), new(Guid.NewGuid())).Source;
        new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString).SslMode.ShouldBe(mode);
    }

    private static void Resolve(IConfiguration configuration)
    {
        var connections = new PipelineConnections(configuration);
        _ = new PipelineDatabase(connections, new(), new(Guid.NewGuid()));
        _ = new Pipeline.Blobs.BlobStore(connections, new());
    }

    [Fact]
    public void No_token_is_sent_to_a_store_without_TLS() => Should.Throw<PipelineConfigurationException>(
        () => Resolve(Configuration("PIPELINE_BLOBS", "http://blobs.example/account"))).Message.ShouldContain("https://");

    [Theory]
    [InlineData("Host=127.0.0.1", 40)]
    [InlineData("Host=127.0.0.1;Maximum Pool Size=7", 7)]
    public async Task A_process_has_its_share_of_connections_unless_somebody_says_otherwise(string text, int connections)
    {
        await using var database = new PipelineDatabase(new(Configuration("PIPELINE_POSTGRES", text)), new(), new(Guid.NewGuid()));
        new Npgsql.NpgsqlConnectionStringBuilder(database.Source.ConnectionString).MaxPoolSize.ShouldBe(connections);
    }

    [Fact]
    public void The_defaults_are_allowed() => new PipelineOptions().Checked().ShouldBe(new PipelineOptions());

    [Fact]
    public void A_malformed_connection_string_is_refused_without_being_shown()
    {
        var error = Should.Throw<PipelineConfigurationException>(() => new PipelineDatabase(new(Configuration("PIPELINE_POSTGRES", "Host=a;Pasword=secret")), new(), new(Guid.NewGuid())));
        error.Message.ShouldContain("PIPELINE_POSTGRES");
        error.ToString().ShouldNotContain("secret");
        Should.Throw<PipelineConfigurationException>(() => new Pipeline.Blobs.BlobStore(new(Configuration("PIPELINE_BLOBS", "AccountKey=secret")), new())).ToString().ShouldNotContain("secret");
    }

    private static IConfiguration Configuration(string name, string value) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["PIPELINE_POSTGRES"] = "Host=127.0.0.1",
        ["PIPELINE_RABBITMQ"] = "amqp://127.0.0.1",
        ["PIPELINE_BLOBS"] = "UseDevelopmentStorage=true",
        [name] = value,
    }).Build();
}
