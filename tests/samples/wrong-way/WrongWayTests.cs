using System.Diagnostics;
using Pipeline.Tests.Support;

namespace WrongWay.Tests;

public sealed class WrongWayTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [ServiceFact]
    public async Task AHandlerThatWaitsForItsChild_DiesAtOnceOfAMessageThatNamesTheWay()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var example = Process.Start(new ProcessStartInfo("dotnet", [typeof(WaitForChild).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = example.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = await example.StandardError.ReadToEndAsync(deadline.Token);
        await example.WaitForExitAsync(deadline.Token);

        example.ExitCode.ShouldBe(0, errors);
        (await output).ShouldStartWith("The parent is dead: ");
        (await output).ShouldContain("Enqueue the children as a flow and put what comes after them in its body");
    }
}
