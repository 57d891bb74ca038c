using System.Text;
using Azure.Storage.Blobs;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Submitting;

public sealed class RejectsTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppFact]
    public async Task RejectedRows_AreKeptInABlob_WithTheirLinesAndReasons()
    {
        var file = new VoterFile();
        foreach (var (reason, number) in SampleVoters.Reasons.Select((reason, number) => (reason, number)))
        {
            // A good row between them runs over two lines, so that records and lines part ways.
            file.Add(Sample.Make(number) with { Address1 = "c/o Smith,\nfirst floor" });
            file.AddBad(Sample.Make(100 + number), reason);
        }

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk: 4)).Id);

        await ShouldBeExactAsync(flow, file, chunk: 4);
        var name = await Database.OneAsync<string>("select rejects from voters.import where id = $1", flow.Id);
        var blob = await new BlobContainerClient(Services.Blobs, "pipeline").GetBlobClient(name).DownloadContentAsync();
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(blob.Value.Content);
        text.ShouldStartWith("line,reason,record\n");
        foreach (var reject in file.Rejects)
            text.ShouldContain($"\n{reject.Line},{reject.Reason},");
        text.Length.ShouldBeLessThan(file.ToArray().Length + 1_000);
    }
}
