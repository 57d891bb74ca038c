using Pipeline.Blobs;
using Pipeline.Database;

namespace Voters.Import;

/// <summary>The blobs of imports: kept as long as the import's row, and gone when a submit was cut off before it.</summary>
public sealed class ImportBlobs(PipelineDatabase database) : IBlobReferences
{
    private const string Folder = "imports/";

    private const string UnneededSql = """
        select b.name from unnest($1, $2) as b(name, import)
        where not exists (select from voters.import i where i.id = b.import and b.name in (i.blob, i.rejects))
        """;

    public string Prefix => Folder;

    /// <summary>The name of one of an import's blobs.</summary>
    /// <param name="import">The import's id.</param>
    /// <param name="file"><c>voters.csv</c> or <c>rejects.csv</c>.</param>
    public static string Name(Guid import, string file) => $"{Folder}{import}/{file}";

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
        name.Split('/') is [_, var id, "voters.csv" or "rejects.csv"] && Guid.TryParseExact(id, "D", out var import) ? import : null;
}
