using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Submitting;

public sealed class ImportTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppFact]
    public async Task TenThousandRecords_ComeToExactlyWhatTheFileSays_AndTheSameFileAgainChangesNothing()
    {
        const int chunk = 100;
        var file = Sample.File(10_000);

        var first = await Flows.EndedAsync((await Flows.SubmitAsync(file)).Id);
        first.Pattern.ShouldBe("chord");
        await ShouldBeExactAsync(first, file, chunk);

        var table = await Database.ChecksumAsync(Sample.Prefix);
        var second = await Flows.EndedAsync((await Flows.SubmitAsync(file)).Id);
        second.Id.ShouldNotBe(first.Id);
        second.ShouldReport(file, chunk, registered: 0);
        (await Database.ChecksumAsync(Sample.Prefix)).ShouldBe(table);
    }

    [AppTheory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task AnyChunk_GivesTheSameTable(int chunk)
    {
        var file = Sample.File(2_000);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk)).Id);

        await ShouldBeExactAsync(flow, file, chunk);
    }

    [AppFact]
    public async Task AFileOfRejectsAlone_SucceedsAndRegistersNobody()
    {
        var file = Sample.File(0);
        foreach (var number in Enumerable.Range(1, 250))
            file.AddBad(Sample.Make(number), "name");

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file)).Id);

        await ShouldBeExactAsync(flow, file, chunk: 100);
    }

    [AppFact]
    public async Task AFileOfAHeaderAlone_IsAFlowThatHasEnded()
    {
        var file = Sample.File(0);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file)).Id);

        await ShouldBeExactAsync(flow, file, chunk: 100);
    }
}
