using System.Text;
using Pipeline.Chaos.Servers;

namespace Pipeline.Chaos.Faults;

/// <summary>Messages that nobody can read, and some that read well and name nothing that there is.</summary>
internal sealed class MessagesCorrupt(Lanes lanes) : IFault
{
    private const int Count = 6;

    public string Name => "messages corrupt";

    public string? Impossible => null;

    public async Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken)
    {
        await using var broker = await Broker.ConnectAsync(cancellationToken);
        for (var i = 0; i < Count; i++)
            await broker.PublishAsync(lanes.Any(dice), Body(dice), cancellationToken);
        return $"{Count} of them";
    }

    private static byte[] Body(Random dice)
    {
        var id = new byte[16];
        dice.NextBytes(id);
        var whole = Encoding.UTF8.GetBytes($$"""{"v":1,"id":"{{new Guid(id)}}","jobs":["{{new Guid(id)}}"]}""");
        var noise = new byte[dice.Next(1, 300)];
        dice.NextBytes(noise);
        return dice.Next(6) switch
        {
            0 => noise,
            1 => whole[..dice.Next(1, whole.Length)],
            2 => Encoding.UTF8.GetBytes("""{"v":99,"id":1}"""),
            3 => Encoding.UTF8.GetBytes("""{"v":1,"id":"00000000-0000-0000-0000-000000000000","jobs":["none"]}"""),
            4 => Encoding.UTF8.GetBytes($"\"{new string('x', 70_000)}\""),
            _ => whole,
        };
    }
}
