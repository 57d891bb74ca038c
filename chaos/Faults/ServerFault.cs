using Pipeline.Chaos.Servers;

namespace Pipeline.Chaos.Faults;

/// <summary>Does something to a server that we may stop.</summary>
/// <param name="name">What happens.</param>
/// <param name="server">To which one.</param>
/// <param name="options">Says which servers we may stop.</param>
/// <param name="actions">What <c>scripts/service</c> is asked for, in this order.</param>
/// <param name="time">For the pause.</param>
/// <param name="longest">The longest pause between the actions.</param>
internal sealed class ServerFault(string name, string server, ChaosOptions options, string[] actions, TimeProvider time, TimeSpan longest = default) : IFault
{
    public string Name => name;

    public string? Impossible => !ServiceScript.IsThere || !options.Servers.Contains(server) ? $"{server} is not ours to stop" : null;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        var pause = longest * dice.NextDouble();
        for (var i = 0; i < actions.Length; i++)
        {
            if (i > 0) await Task.Delay(pause, time, cancellationToken);
            await ServiceScript.DoAsync(actions[i], server);
        }
        return pause > TimeSpan.Zero ? FormattableString.Invariant($"away for {pause.TotalSeconds:0.0} s and the time it takes to start") : "done";
    }
}
