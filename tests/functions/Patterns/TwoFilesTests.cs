using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Patterns;

public sealed class TwoFilesTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [InlineData("all-in-one", "all-in-one")]
    [InlineData("all-in-one", "fine-grained")]
    [InlineData("starmap", "all-in-one")]
    [InlineData("starmap", "starmap")]
    [InlineData("chord", "chord")]
    [InlineData("group", "starmap")]
    [InlineData("fine-grained", "fine-grained")]
    [InlineData("fine-grained", "group")]
    [InlineData("group", "all-in-one")]
    public async Task OfTwoFilesAtOnce_TheOneSubmittedLaterWins_AndNoJobFails(string firstName, string secondName)
    {
        const int voters = 2_000;
        var (firstPattern, secondPattern) = (Pattern.Of(firstName), Pattern.Of(secondName));
        var first = new VoterFile().Add(Sample.Make(Sample.Shuffled(voters)));
        var second = new VoterFile().Add(Sample.Make(Sample.Shuffled(voters)));
        var began = await Database.NowAsync();

        var firstId = (await Flows.SubmitAsync(first, firstPattern)).Id;
        var secondId = (await Flows.SubmitAsync(second, secondPattern)).Id;
        var firstFlow = await Flows.EndedAsync(firstId);
        var secondFlow = await Flows.EndedAsync(secondId);

        // Whose job came first to a voter is open; that one registered it and the other did not is not.
        var registered = (int)firstFlow.Registered.ShouldNotBeNull();
        firstFlow.ShouldReport(first, firstPattern.RecordsAJob, registered);
        secondFlow.ShouldReport(second, secondPattern.RecordsAJob, voters - registered);
        await Database.ShouldHaveEndedAsync(firstFlow, began);
        await Database.ShouldHaveEndedAsync(secondFlow, began);
        await Database.ShouldHoldAsync(Sample.Prefix, second.Voters);
    }
}
