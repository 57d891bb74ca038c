using Pipeline.Database;

namespace Pipeline.Blobs;

/// <summary>Whose blobs a container holds: a database that does not know them would take all of them for orphans.</summary>
internal sealed class ContainerOwner(BlobStore blobs, PipelineDatabase database)
{
    /// <summary>The blob that names the database.</summary>
    public const string Name = "owner";

    /// <summary>Whether the container belongs to this database; one without an owner does from now on.</summary>
    public async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id::text from pipeline.blob_owner");
        var id = (string)(await command.ExecuteScalarAsync(cancellationToken) ?? throw new InvalidOperationException("pipeline.blob_owner is empty: its row was deleted."));
        await blobs.CreateAsync(Name, id, cancellationToken);
        return await blobs.ReadTextAsync(Name, cancellationToken) == id;
    }
}
