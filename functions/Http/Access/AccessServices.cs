using Microsoft.Extensions.Configuration;

namespace Pipeline.Functions.Http.Access;

internal static class AccessServices
{
    /// <summary>Registers who may come in and what is written of their changes.</summary>
    /// <exception cref="PipelineConfigurationException">The key in the settings is too short.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(KeySetting.Of(configuration)).AddSingleton<AccessKey>().AddSingleton<Changes>();
}
