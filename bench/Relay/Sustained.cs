using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Relay;

/// <summary>How fast a backlog of messages left.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="References">Jobs that the messages name.</param>
/// <param name="Messages">How many messages.</param>
/// <param name="Bytes">Bytes of all their bodies.</param>
/// <param name="Relay">Seconds of the relay: taking the rows, publishing with confirms, marking what was routed.</param>
/// <param name="Bare">Seconds of publishing the same messages with confirms, and nothing else.</param>
/// <param name="Finished">Jobs that had ended before and lay in the tables.</param>
internal sealed record Sustained(string Key, string Title, int References, int Messages, long Bytes, Spread Relay, Spread Bare, long Finished)
{
    public double ReferencesASecond => References / Relay.Median;

    public double MessagesASecond => Messages / Relay.Median;

    public double BareMessagesASecond => Messages / Bare.Median;

    /// <summary>The relay's part of what bare publishing does.</summary>
    public double Share => Bare.Median / Relay.Median;
}
