using System.Text;
using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Refusing;

public sealed class BadSubmitTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Good = "voter_id,given_name,surname,date_of_birth\n";

    [AppTheory]
    [InlineData("", "empty")]
    [InlineData("\n\n  \n", "empty")]
    [InlineData("\uFEFF", "empty")]
    [InlineData("voter_id,given_name,date_of_birth\n1,Ada,18151210\n", "surname")]
    [InlineData("1,Ada,Lovelace,18151210\n2,Alan,Turing,19120623\n", "voter_id")]
    [InlineData("voter_id;given_name;surname;date_of_birth\n1;Ada;Lovelace;18151210\n", "semicolons")]
    [InlineData("voter_id,voter_id,given_name,surname,date_of_birth\n", "voter_id twice")]
    [InlineData("{\"voter_id\":1}", "columns")]
    [InlineData(Good + "1,\"Ada,Lovelace,18151210\n", "quote")]
    public async Task AFileThatIsNoVoterFile_Is400AndSaysWhy(string text, string why)
    {
        using var body = new StringContent(text);
        using var answer = await Flows.PostAsync(body);

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain(why);
    }

    [AppTheory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 0 })]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3 })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'v', 0, (byte)'o', 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task BinaryContent_Is400(byte[] bytes)
    {
        using var body = new ByteArrayContent(bytes);
        using var answer = await Flows.PostAsync(body);

        await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest);
    }

    [AppFact]
    public async Task RandomBytes_Are400()
    {
        var random = new Random(Sample.Seed);
        foreach (var length in (int[])[1, 100, 10_000, 3_000_000])
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            using var body = new ByteArrayContent(bytes);
            using var answer = await Flows.PostAsync(body);

            await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest);
        }
    }

    [AppTheory]
    [InlineData("?pattern=waterfall", "pattern")]
    [InlineData("?pattern=", "pattern")]
    [InlineData("?pattern=GROUP", "pattern")]
    [InlineData("?pattern=group&pattern=group", "pattern")]
    [InlineData("?chunk=0", "chunk")]
    [InlineData("?chunk=-1", "chunk")]
    [InlineData("?chunk=x", "chunk")]
    [InlineData("?chunk=", "chunk")]
    [InlineData("?chunk=1e3", "chunk")]
    [InlineData("?chunk=%2010", "chunk")]
    [InlineData("?chunk=10%00", "chunk")]
    [InlineData("?chunk=%EF%BC%91", "chunk")]
    [InlineData("?chunk=100001", "chunk")]
    [InlineData("?chunk=1000000000", "chunk")]
    [InlineData("?chunk=99999999999999999999", "chunk")]
    [InlineData("?chunk=1&chunk=2", "chunk")]
    public async Task AWrongOption_Is400AndNamesIt(string query, string option)
    {
        using var body = new StringContent(Good);
        using var answer = await Flows.PostAsync(body, query);

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain($"'{option}'");
    }

    [AppTheory]
    [InlineData("two words")]
    [InlineData("a\tb")]
    [InlineData("x'; drop table pipeline.flow; --")]
    public async Task AnIdempotencyKeyOfOtherCharacters_Is400(string key)
    {
        using var body = new StringContent(Good);
        using var answer = await Flows.PostAsync(body, idempotencyKey: key);

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain(Flows.IdempotencyKey);
    }

    [AppTheory]
    [InlineData(201)]
    [InlineData(5_000)]
    public async Task AnIdempotencyKeyOfMoreThan200Characters_Is400(int length)
    {
        using var body = new StringContent(Good);
        using var answer = await Flows.PostAsync(body, idempotencyKey: new string('k', length));

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("200");
    }

    // The real host takes it and then fails to forward it, before anything of the product sees the request.
    [AppFact(Needs.OwnApp)]
    public Task AHeaderThatIsNotAscii_Is400_AndTheAppGoesOn() => AHeaderThatCannotBeRead_Is400_AndTheAppGoesOn("Idempotency-Key: \u00E9\u4E2D");

    [AppTheory]
    [InlineData("Idempotency-Key: a\0b")]
    [InlineData(": nameless")]
    [InlineData("Content-Length: -1")]
    public async Task AHeaderThatCannotBeRead_Is400_AndTheAppGoesOn(string header)
    {
        using (var upload = await RawUpload.BeginAsync(Shared.Url, Good.Length, Target.Key, header))
        {
            await upload.SendUnlessAnsweredAsync(Encoding.ASCII.GetBytes(Good));
            (await upload.StatusAsync()).ShouldBe(400);
        }

        using var health = await Flows.GetAsync("api/health");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [AppTheory]
    [InlineData("traceparent: 00-zz-zz-zz")]
    [InlineData("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("Accept: no/such; q=\"")]
    [InlineData("x-forwarded-for: ' or 1=1 --")]
    public async Task AnOddHeaderOfNoMeaningHere_DoesNotMatter(string header)
    {
        var file = Sample.File(20);
        var key = $"key-{Guid.NewGuid():N}";
        using var upload = await RawUpload.BeginAsync(Shared.Url, file.ToArray().Length, Target.Key, header, $"{Flows.IdempotencyKey}: {key}");
        await upload.SendAsync(file.ToArray());

        (await upload.StatusAsync()).ShouldBe(202);
        var id = await Database.OneAsync<Guid>("select id from pipeline.flow where idempotency_key = $1", key);
        await ShouldBeExactAsync(await Flows.EndedAsync(id), file, chunk: 100);
    }
}
