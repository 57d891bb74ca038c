using Pipeline.Chaos.Servers;

namespace Pipeline.Chaos.Faults;

internal sealed class LaneDeleted(Lanes lanes) : IFault
{
    public string Name => "lane deleted";

    public string? Impossible => null;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        var lane = lanes.Any(dice);
        await using var broker = await Broker.ConnectAsync(cancellationToken);
        return $"{lane}, with {await broker.DeleteAsync(lane, cancellationToken)} messages";
    }
}
