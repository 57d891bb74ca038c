using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Submitting;

public sealed class IdempotencyTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private readonly string _key = $"key-{Guid.NewGuid():N}";

    [AppFact]
    public async Task ARepeatedKey_FindsTheFirstFlow_WhateverTheBody()
    {
        var file = Sample.File(300);
        var first = await Flows.EndedAsync((await Flows.SubmitAsync(file, idempotencyKey: _key)).Id);

        using var other = new ByteArrayContent(Sample.File(10).ToArray());
        using var again = await Flows.PostAsync(other, "?chunk=5", _key);

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Flows.ReadAsync(again)).ShouldBe(first);
        await ShouldBeExactAsync(first, file, chunk: 100);
    }

    [AppFact]
    public async Task EightSubmitsAtOnceWithOneKey_AreOneFlowAndOneImport()
    {
        var file = Sample.File(1_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var body = new ByteArrayContent(file.ToArray());
            using var answer = await Flows.PostAsync(body, idempotencyKey: _key);
            return (answer.StatusCode, (await Flows.ReadAsync(answer)).Id);
        }));

        answers.Count(a => a.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(7);
        var id = answers.Select(a => a.Id).Distinct().ShouldHaveSingleItem();
        await ShouldBeExactAsync(await Flows.EndedAsync(id), file, chunk: 100);
        (await Database.OneAsync<long>("select count(*) from pipeline.flow where idempotency_key = $1", _key)).ShouldBe(1);
        (await Database.OneAsync<long>("select count(*) from voters.import where id = $1", id)).ShouldBe(1);
        (await Database.OneAsync<long>("select count(*) from voters.import i where not exists (select from pipeline.flow f where f.id = i.id)")).ShouldBe(0);
    }

    [AppFact]
    public async Task TwoKeys_AreTwoFlows()
    {
        var file = Sample.File(10);

        var first = await Flows.SubmitAsync(file, idempotencyKey: _key);
        var second = await Flows.SubmitAsync(file, idempotencyKey: _key + "'");

        second.Id.ShouldNotBe(first.Id);
        await Flows.EndedAsync(first.Id);
        await Flows.EndedAsync(second.Id);
    }
}
