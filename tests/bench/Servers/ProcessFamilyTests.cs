using System.Diagnostics;
using Pipeline.Bench.Servers;

namespace Pipeline.Bench.Tests.Servers;

public sealed class ProcessFamilyTests
{
    // The child of a child counts and ends; only then does it say so, and waits.
    private const string Work = "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; echo done; read wait";

    [Fact]
    public async Task ProcessorTime_OfWhatEnded_IsKept()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Work]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var family = new ProcessFamily(process.Id);
        (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("done");

        family.ProcessorTime().ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMilliseconds(20));

        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    [Fact]
    public void ProcessorTime_OfNobody_IsNotKnown() => new ProcessFamily(int.MaxValue).ProcessorTime().ShouldBeNull();
}
