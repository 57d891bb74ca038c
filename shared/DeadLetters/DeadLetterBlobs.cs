using Pipeline.Blobs;
using Pipeline.Database;

namespace Pipeline.DeadLetters;

/// <summary>The bodies of unreadable messages that are blobs live as long as their dead letter.</summary>
internal sealed class DeadLetterBlobs(PipelineDatabase database) : IBlobReferences
{
    public string Prefix => UnreadableMessages.Prefix;

    public async Task<IReadOnlyCollection<string>> FindUnneededAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var letters = names.Select(n => (Name: n, Id: Guid.TryParseExact(n[Prefix.Length..], "D", out var id) ? id : (Guid?)null)).Where(l => l.Id is not null).ToList();
        await using var command = database.Command("select id from pipeline.dead_letter where id = any($1)", letters.Select(l => l.Id!.Value).ToArray());
        var kept = (await command.ListAsync(row => row.GetGuid(0), cancellationToken)).ToHashSet();
        return [.. letters.Where(l => !kept.Contains(l.Id!.Value)).Select(l => l.Name)];
    }
}
