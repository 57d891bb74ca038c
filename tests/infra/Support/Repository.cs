using System.Reflection;

namespace Pipeline.Infra.Tests.Support;

/// <summary>The files that are held against each other.</summary>
internal static class Repository
{
    public static string Root { get; } = Folder("Root");

    /// <summary>What the build of functions/ left.</summary>
    public static string AppFolder { get; } = Folder("App");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths from the root, of the sources: what a build left is none.</summary>
    public static string[] Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    private static string Folder(string key) =>
        Path.GetFullPath(typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!);
}
