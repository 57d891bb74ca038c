using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Patterns;

public sealed class SameTableTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [ClassData(typeof(EveryPattern))]
    public async Task ANastyFile_ComesToExactlyWhatItSays(string name)
    {
        var pattern = Pattern.Of(name);
        var file = Sample.File(3_000);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);

        flow.Pattern.ShouldBe(name);
        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
    }

    [AppTheory]
    [ClassData(typeof(EveryPattern))]
    public async Task AfterOnePattern_AllOthersFindNothingToChange(string first)
    {
        var file = Sample.File(1_000);
        await Flows.EndedAsync((await Flows.SubmitAsync(file, Pattern.Of(first))).Id);
        var table = await Database.ChecksumAsync(Sample.Prefix);

        foreach (var pattern in Pattern.Names.Where(n => n != first).Select(Pattern.Of))
        {
            var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);
            flow.ShouldReport(file, pattern.RecordsAJob, registered: 0);
            (await Database.ChecksumAsync(Sample.Prefix)).ShouldBe(table, $"{pattern.Name} after {first}");
        }
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
    }

    [AppTheory]
    [ClassData(typeof(EveryPattern))]
    public async Task AVoterOnManyLines_IsAsTheLastOneSays(string name)
    {
        var pattern = Pattern.Of(name);
        var file = new VoterFile();
        for (var round = 0; round < 5; round++)
            file.Add(Sample.Make(Sample.Shuffled(100)));

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);

        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
    }

    [AppTheory]
    [ClassData(typeof(EveryPattern))]
    public async Task AFileOfAHeaderAlone_IsAFlowThatHasEnded(string name)
    {
        var pattern = Pattern.Of(name);
        var file = Sample.File(0);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);

        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
    }

    [AppTheory]
    [ClassData(typeof(EveryPattern))]
    public async Task AFileOfRejectsAlone_RegistersNobody(string name)
    {
        var pattern = Pattern.Of(name);
        var file = new VoterFile();
        foreach (var number in Enumerable.Range(1, 120))
            file.AddBad(Sample.Make(number), SampleVoters.Reasons[number % SampleVoters.Reasons.Length]);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);

        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
    }
}
