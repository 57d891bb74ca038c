using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Submitting;

public sealed class LastOneWinsTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task AVoterOnManyLines_IsAsTheLastOneSays(int chunk)
    {
        var file = new VoterFile();
        for (var round = 0; round < 5; round++)
            file.Add(Sample.Make(Sample.Shuffled(100)));

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk)).Id);

        await ShouldBeExactAsync(flow, file, chunk);
    }

    [AppTheory]
    [InlineData(10, 10)]
    [InlineData(3, 500)]
    [InlineData(500, 3)]
    public async Task OfTwoFilesAtOnce_TheOneSubmittedLaterWinsForEveryVoter(int firstChunk, int secondChunk)
    {
        const int voters = 2_000;
        var first = new VoterFile().Add(Sample.Make(Sample.Shuffled(voters)));
        var second = new VoterFile().Add(Sample.Make(Sample.Shuffled(voters)));

        var firstId = (await Flows.SubmitAsync(first, firstChunk)).Id;
        var secondId = (await Flows.SubmitAsync(second, secondChunk)).Id;
        var firstFlow = await Flows.EndedAsync(firstId);
        var secondFlow = await Flows.EndedAsync(secondId);

        // Whose job came first to a voter is open; that one registered it and the other did not is not.
        var registered = (int)firstFlow.Registered.ShouldNotBeNull();
        firstFlow.ShouldReport(first, firstChunk, registered);
        secondFlow.ShouldReport(second, secondChunk, voters - registered);
        await Database.ShouldHoldAsync(Sample.Prefix, second.Voters);
    }
}
