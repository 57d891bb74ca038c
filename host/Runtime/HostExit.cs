using Microsoft.Extensions.Hosting;

namespace Pipeline.LocalHost.Runtime;

/// <summary>How this process ends: with 0 when it was asked to stop, else with the first reason on the console and 1.</summary>
internal sealed class HostExit(IHostApplicationLifetime lifetime)
{
    private int _failed;

    public int Code => _failed;

    /// <summary>Ends the host.</summary>
    /// <param name="why">What is wrong and what to do.</param>
    public void Fail(string why)
    {
        if (Interlocked.Exchange(ref _failed, 1) != 0) return;
        Console.Error.WriteLine(why);
        lifetime.StopApplication();
    }
}
