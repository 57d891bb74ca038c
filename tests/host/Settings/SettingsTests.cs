using Microsoft.Extensions.Configuration;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Tests.Settings;

public sealed class SettingsTests
{
    private readonly HostSettings _settings = new(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["Name"] = "value", ["ConnectionStrings:Broker"] = "amqp://a", ["Plain"] = "amqp://b" }).Build());

    [Theory]
    [InlineData("%Name%", "value")]
    [InlineData("jobs.%Name%.0", "jobs.value.0")]
    [InlineData("jobs.0", "jobs.0")]
    public void Resolve_ReplacesNames(string text, string resolved) => _settings.Resolve(text).ShouldBe(resolved);

    [Theory]
    [InlineData("%Missing%", "'%Missing%' does not resolve to a value.")]
    [InlineData("half%", "The '%' at position 4 does not have a closing '%'")]
    public void Resolve_OfWhatIsNotThere_SaysSoAsTheHostDoes(string text, string message) =>
        Should.Throw<InvalidOperationException>(() => _settings.Resolve(text)).Message.ShouldBe(message);

    [Fact]
    public void Connection_PrefersTheConnectionStringsSection()
    {
        _settings.Connection("Broker").ShouldBe("amqp://a");
        _settings.Connection("Plain").ShouldBe("amqp://b");
    }

    [Fact]
    public void LocalSettings_FillInWhatTheEnvironmentLacks()
    {
        using var folder = new TestFolder();
        var (absent, present) = ($"HOST_{Guid.NewGuid():n}", $"HOST_{Guid.NewGuid():n}");
        Environment.SetEnvironmentVariable(present, "mine");
        File.WriteAllText(Path.Combine(folder.Path, "local.settings.json"), $$"""
            { "IsEncrypted": false, "Values": { "{{absent}}": "from the file", "{{present}}": "from the file" } }
            """);

        LocalSettings.Apply(folder.Path);

        Environment.GetEnvironmentVariable(absent).ShouldBe("from the file");
        Environment.GetEnvironmentVariable(present).ShouldBe("mine");
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "is encrypted")]
    [InlineData("no json", "is no JSON")]
    public void LocalSettingsThatCannotBeRead_AreRefused(string json, string problem)
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "local.settings.json"), json);
        Should.Throw<UnsupportedException>(() => LocalSettings.Apply(folder.Path)).Problems.Single().ShouldContain(problem);
    }

    [Fact]
    public void HostId_IsStableForAFolderShortAndLowerCase()
    {
        var id = HostId.Of(_settings, "/some/folder");
        id.ShouldBe(HostId.Of(_settings, "/some/folder/"));
        id.ShouldNotBe(HostId.Of(_settings, "/other/folder"));
        id.Length.ShouldBeLessThanOrEqualTo(32);
        id.ShouldBe(id.ToLowerInvariant());
    }
}
