using Pipeline.Blobs;
using Pipeline.Database;

namespace Voters.Import;

/// <summary>The blobs of imports: kept as long as the import's row, and gone when a submit was cut off before it.</summary>
public sealed class ImportBlobs(PipelineDatabase database) : IBlobReferences
{
    private const string Folder = "imports/";
    private const string Summary = "summary-";
    private const string Json = ".json";

    private const string UnneededSql = """
        select b.name from unnest($1, $2) as b(name, import)
        where not exists (select from voters.import i where i.id = b.import and b.name in (i.blob, i.rejects))
          and not exists (select from voters.summary s where s.import_id = b.import and s.report = b.name)
        """;

    public string Prefix => Folder;

    /// <summary>The name of one of an import's blobs.</summary>
    /// <param name="import">The import's id.</param>
    /// <param name="file"><c>voters.csv</c>, <c>rejects.csv</c>, or what <see cref="SummaryFile"/> says.</param>
    public static string Name(Guid import, string file) => $"{Folder}{import}/{file}";

    /// <summary>A name for a summary that no other attempt to make one has: the row says which one holds.</summary>
    public static string SummaryFile() => $"{Summary}{Guid.NewGuid():N}{Json}";

    public async Task<IReadOnlyCollection<string>> FindUnneededAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var ours = names.Select(name => (Name: name, Import: ImportOf(name))).Where(b => b.Import is not null).ToList();
        await using var command = database.Command(UnneededSql, ours.Select(b => b.Name).ToArray(), ours.Select(b => b.Import!.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var unneeded = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            unneeded.Add(reader.GetString(0));
        return unneeded;
    }

    private static Guid? ImportOf(string name) =>
        name.Split('/') is [_, var id, var file] && Guid.TryParseExact(id, "D", out var import) && IsOurs(file) ? import : null;

    private static bool IsOurs(string file) => file is "voters.csv" or "rejects.csv"
        || (file.StartsWith(Summary, StringComparison.Ordinal) && file.EndsWith(Json, StringComparison.Ordinal)
            && Guid.TryParseExact(file.AsSpan()[Summary.Length..^Json.Length], "N", out _));
}
