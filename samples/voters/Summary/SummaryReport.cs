using System.Text.Json;
using Pipeline.Blobs;
using Voters.Import;

namespace Voters.Summary;

/// <summary>Writes summaries for people and other systems to read: JSON, in a blob beside the file.</summary>
public sealed class SummaryReport(BlobStore blobs)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <returns>The blob's name, which no other attempt has.</returns>
    public async Task<string> WriteAsync(Guid import, FullSummary summary, CancellationToken cancellationToken)
    {
        var name = ImportBlobs.Name(import, ImportBlobs.SummaryFile());
        await using var content = await blobs.OpenWriteAsync(name, cancellationToken);
        await JsonSerializer.SerializeAsync(content, Document(import, summary), Options, cancellationToken);
        return name;
    }

    private static object Document(Guid import, FullSummary summary) => new
    {
        import,
        summary.Records,
        summary.Registered,
        summary.Updated,
        summary.Numbers.Voters,
        summary.Numbers.ByState,
        summary.Numbers.OtherStates,
        summary.Numbers.ByBirthDecade,
        summary.Numbers.Rejects,
        summary.Numbers.FailedJobs,
        summary.Failed,
    };
}
