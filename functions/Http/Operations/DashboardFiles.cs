using System.Reflection;
using System.Security.Cryptography;

namespace Pipeline.Functions.Http.Operations;

/// <summary>The files below <c>dashboard/</c>, which are built into the app.</summary>
public sealed class DashboardFiles
{
    private const string Prefix = "dashboard/";

    private readonly Dictionary<string, DashboardFile> _files = new(StringComparer.Ordinal);

    public DashboardFiles()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            _files[name[Prefix.Length..]] = new(content, MediaType(Path.GetExtension(name)), $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");
        }
    }

    /// <param name="path">As below the folder; exactly so, and nothing else is found.</param>
    public DashboardFile? Find(string path) => _files.GetValueOrDefault(path);

    private static string MediaType(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        _ => throw new InvalidOperationException($"The dashboard's files have no type for {extension}: name it here."),
    };
}
