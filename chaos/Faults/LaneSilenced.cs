using Pipeline.Chaos.Servers;

namespace Pipeline.Chaos.Faults;

/// <summary>For a while a lane is there, and takes and gives nothing: a quorum queue without a leader.</summary>
internal sealed class LaneSilenced(Lanes lanes, ChaosOptions options, TimeProvider time, TimeSpan outage) : IFault
{
    public string Name => "lane silenced";

    public string? Impossible => !ServiceScript.IsThere || !options.Servers.Contains("rabbitmq") ? "rabbitmq is not ours to stop" : null;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        var lane = lanes.Any(dice);
        await SilenceAsync(lane);
        try
        {
            await Task.Delay(outage, time, cancellationToken);
        }
        finally
        {
            await ServiceScript.DoAsync("waken", lane);
        }
        return $"{lane}, for {outage.TotalSeconds} s";
    }

    private static async Task SilenceAsync(string lane)
    {
        try
        {
            await ServiceScript.DoAsync("silence", lane);
        }
        catch (ChaosException e)
        {
            throw new InvalidOperationException($"{lane} is not there, or no quorum queue", e);
        }
    }
}
