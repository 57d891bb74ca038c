using System.Text;
using Azure.Storage.Blobs;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.FlowControl;

/// <summary>An import whose file was damaged before its jobs ran, in one place: the job of that place is dead at once, as no attempt can help.</summary>
internal sealed class BrokenImport
{
    private readonly BlobClient _blob;
    private readonly byte[] _bytes;

    private BrokenImport(Guid flow, BlobClient blob, byte[] bytes) => (Flow, _blob, _bytes) = (flow, blob, bytes);

    public Guid Flow { get; }

    /// <param name="app">One that runs no jobs.</param>
    /// <param name="file">Each row is one line of ASCII.</param>
    /// <param name="row">The row that is blank all of a sudden.</param>
    /// <param name="pattern">How it is imported.</param>
    public static async Task<BrokenImport> SubmitAsync(App app, VoterFile file, int row, Pattern pattern)
    {
        using var flows = new Api.Flows(app.Url);
        var flow = (await flows.SubmitAsync(file, pattern)).Id;
        var blob = new BlobContainerClient(Services.Blobs, "pipeline").GetBlobClient($"imports/{flow}/voters.csv");
        var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();
        var damaged = Encoding.UTF8.GetString(bytes).Split('\n');
        damaged[row] = new string(' ', damaged[row].Length);
        await blob.UploadAsync(BinaryData.FromString(string.Join('\n', damaged)), overwrite: true);
        return new(flow, blob, bytes);
    }

    /// <summary>Puts the file back as it was.</summary>
    public Task RepairAsync() => _blob.UploadAsync(BinaryData.FromBytes(_bytes), overwrite: true);
}
