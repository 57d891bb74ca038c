using Microsoft.Extensions.Configuration;
using Pipeline.Access;

namespace Pipeline.Functions.Http.Access;

/// <summary>The key that the settings give, if they give one, as its hash.</summary>
/// <param name="Hash">Null: none is given.</param>
/// <param name="IsPlatforms">The platform checks function keys before a request comes here, by the same header.</param>
public sealed record KeySetting(byte[]? Hash, bool IsPlatforms)
{
    public const string Name = "PIPELINE_KEY";

    private const int Shortest = 16;

    /// <exception cref="PipelineConfigurationException">The key is too short to be one.</exception>
    public static KeySetting Of(IConfiguration configuration) => configuration[Name] switch
    {
        // Azure's own marks; Core Tools and the local host, which check no keys, do not set them.
        null => new(null, !ThisHost.IsLocal && (Is(configuration, "WEBSITE_INSTANCE_ID") || Is(configuration, "CONTAINER_APP_NAME"))),
        { Length: < Shortest } => throw new PipelineConfigurationException(
            $"Setting {Name} must have {Shortest} characters or more, such as 'openssl rand -hex 24' makes. Leave it out to have a key made at the first start."),
        var key => new(AccessKeyTable.Hash(key), IsPlatforms: false),
    };

    private static bool Is(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 };
}
