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
    [InlineData("Pipeline:Lanes", "many", "Pipeline")]
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
