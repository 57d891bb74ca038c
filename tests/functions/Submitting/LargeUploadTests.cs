using System.Net;
using System.Text;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Submitting;

public sealed class LargeUploadTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Megabyte = 1_000_000;
    private const long Limit = 200L * Megabyte;

    [AppFact(Needs.OwnApp | Needs.Linux)]
    public async Task FiftyMegabytes_AreStreamedAndNeverHeldInMemory()
    {
        var file = Wide(megabytes: 50);
        var before = Memory.ResetPeak(Shared.Own);

        var accepted = await Flows.SubmitAsync(file);

        var grown = Memory.Peak(Shared.Own) - before;
        await ShouldBeExactAsync(await Flows.EndedAsync(accepted.Id), file, chunk: 100);
        grown.ShouldBeLessThan(100L * Megabyte);
    }

    // The real host reads a body of declared length before it passes the request on.
    [AppFact(Needs.OwnApp)]
    public async Task ADeclaredLengthAboveTheLimit_Is413BeforeTheBodyIsSent()
    {
        using var upload = await RawUpload.BeginAsync(Shared.Url, Limit + 1, Target.Key);

        (await upload.StatusAsync()).ShouldBe((int)HttpStatusCode.RequestEntityTooLarge);
    }

    [AppFact]
    public async Task ABodyOfUnknownLengthAboveTheLimit_Is413AndLeavesNothing()
    {
        var key = $"key-{Guid.NewGuid():N}";
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"1,A,B,,{new string('x', 3_991)}\n", Megabyte / 4_000)));
        using var upload = await RawUpload.BeginAsync(Shared.Url, length: null, Target.Key, $"{Flows.IdempotencyKey}: {key}");
        await upload.SendChunksAsync("voter_id,given_name,surname,date_of_birth,notes\n"u8.ToArray(), times: 1);

        await upload.SendChunksAsync(block, times: 201);
        await upload.EndChunksAsync();

        (await upload.StatusAsync()).ShouldBe((int)HttpStatusCode.RequestEntityTooLarge);
        (await Database.OneAsync<long>("select count(*) from pipeline.flow where idempotency_key = $1", key)).ShouldBe(0);
    }

    [AppFact]
    public async Task MoreRecordsThanOneJobCanTake_Are400AndLeaveNothing_AndTheMessageNamesThePatternToUse()
    {
        var key = $"key-{Guid.NewGuid():N}";
        using var body = new ByteArrayContent([.. "voter_id,given_name,surname,date_of_birth\n"u8, .. Enumerable.Repeat("1,A,B,\n"u8.ToArray(), 1_000_001).SelectMany(line => line)]);
        using var answer = await Flows.PostAsync(body, "?pattern=all-in-one", key);

        var problem = await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest);
        problem.Detail.ShouldContain("1000000 records");
        problem.Detail.ShouldContain("choose 'pattern' chord");
        (await Database.OneAsync<long>("select count(*) from pipeline.flow where idempotency_key = $1", key)).ShouldBe(0);
    }

    [AppFact]
    public async Task AClientThatVanishesInTheMiddle_LeavesNothing_AndMaySendAgain()
    {
        var key = $"key-{Guid.NewGuid():N}";
        var file = Sample.File(2_000);
        var bytes = file.ToArray();
        using (var upload = await RawUpload.BeginAsync(Shared.Url, bytes.Length, Target.Key, $"{Flows.IdempotencyKey}: {key}"))
        {
            await upload.SendAsync(bytes.AsMemory(0, bytes.Length / 2));
            upload.Break();
        }

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, idempotencyKey: key)).Id);

        await ShouldBeExactAsync(flow, file, chunk: 100);
        (await Database.OneAsync<long>("select count(*) from pipeline.flow where idempotency_key = $1", key)).ShouldBe(1);
        (await Database.OneAsync<long>("select count(*) from voters.import i where not exists (select from pipeline.flow f where f.id = i.id)")).ShouldBe(0);
    }

    // Many bytes and few records: the upload is the subject, not the jobs.
    private VoterFile Wide(int megabytes)
    {
        var file = new VoterFile();
        var street = new string('s', 4_000);
        for (var number = 1; number <= megabytes * 250; number++)
            file.Add(Sample.Make(number) with { Suburb = street });
        return file;
    }
}
