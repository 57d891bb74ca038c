using System.Reflection;

namespace Pipeline.LocalHost.Tests.Running;

/// <summary>Where the build left what the tests run.</summary>
internal static class Paths
{
    private static readonly Dictionary<string, string?> Known =
        typeof(Paths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(path => path.Key, path => path.Value);

    public static string Host => Of("Host");

    public static string Plain => Of("Plain");

    public static string Shop => Of("Shop");

    private static string Of(string name) => Path.GetFullPath(Known[name]!);
}
