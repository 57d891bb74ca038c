namespace Voters.Import;

/// <summary>What patterns are called in requests and reports.</summary>
public static class ImportPatterns
{
    private static readonly Dictionary<string, ImportPattern> ByName = new(StringComparer.Ordinal)
    {
        ["all-in-one"] = ImportPattern.AllInOne,
        ["chord"] = ImportPattern.Chord,
        ["group"] = ImportPattern.Group,
        ["starmap"] = ImportPattern.Starmap,
        ["fine-grained"] = ImportPattern.FineGrained,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The pattern of that name, exactly as written; null for none.</summary>
    public static ImportPattern? Find(string name) => ByName.TryGetValue(name, out var pattern) ? pattern : null;

    public static string NameOf(ImportPattern pattern) => ByName.First(p => p.Value == pattern).Key;
}
