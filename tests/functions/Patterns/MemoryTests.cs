using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Patterns;

public sealed class MemoryTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const long Megabyte = 1_000_000;

    [AppTheory(Needs.OwnApp | Needs.Linux)]
    [InlineData("all-in-one")]
    [InlineData("starmap")]
    public async Task AJobOverFiftyMegabytes_NeverHoldsThemInMemory(string name)
    {
        var pattern = Pattern.Of(name);
        var file = new VoterFile();
        var street = new string('s', 4_000);
        for (var number = 1; number <= 12_500; number++)
            file.Add(Sample.Make(number) with { Suburb = street });
        var before = Memory.ResetPeak(Shared.Own);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);

        var grown = Memory.Peak(Shared.Own) - before;
        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
        grown.ShouldBeLessThan(100 * Megabyte);
    }
}
