using Azure.Storage.Blobs.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Blobs;

namespace Pipeline.Tests.Blobs;

/// <summary>What tests of the claim check say of a <see cref="TestPipeline"/>.</summary>
internal static class ClaimWorld
{
    /// <summary>A text with which <c>{"text":"…"}</c> has this many bytes.</summary>
    public static string TextFor(int bytes) => new('x', bytes - """{"text":""}""".Length);

    /// <summary>With a container for its blobs.</summary>
    public static async Task<TestPipeline> StartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        var pipeline = await TestPipeline.StartAsync(settings);
        await pipeline.Get<BlobStore>().PrepareAsync(CancellationToken.None);
        return pipeline;
    }

    public static Task<Guid> EnqueueAsync(this TestPipeline pipeline, object args) => pipeline.WithDbAsync(async db =>
    {
        var id = db.Enqueue(args);
        await db.SaveChangesAsync();
        return id;
    });

    public static async Task<List<string>> BlobsAsync(this TestPipeline pipeline)
    {
        var names = new List<string>();
        await foreach (var blob in pipeline.Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, CancellationToken.None))
            if (blob.Name != ContainerOwner.Name) names.Add(blob.Name);
        return names;
    }

    public static async Task PutAsync(this TestPipeline pipeline, params string[] names)
    {
        foreach (var name in names)
            await pipeline.Container.UploadBlobAsync(name, BinaryData.FromString("x"));
    }

    /// <summary>Cleans up as if blobs were older by this.</summary>
    public static Task<int> CleanAsync(this TestPipeline pipeline, TimeSpan ahead, IBlobReferences? references = null, int pageSize = 1_000, int pages = 50)
    {
        var options = pipeline.Get<PipelineOptions>();
        return new BlobCleanup(
            pipeline.Get<BlobStore>(), pipeline.Get<ContainerOwner>(), pipeline.Get<CleanupPosition>(), pipeline.Get<OpenTransactions>(),
            [references ?? pipeline.Get<IBlobReferences>()], options with { BlobGrace = options.BlobGrace - ahead }, TimeProvider.System,
            NullLogger<BlobCleanup>.Instance) { PageSize = pageSize, Pages = pages }.RunAsync(CancellationToken.None);
    }
}
