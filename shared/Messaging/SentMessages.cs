namespace Pipeline.Messaging;

/// <summary>Messages that are under way.</summary>
/// <param name="Messages">In the order of sending.</param>
/// <param name="Confirms">What the broker will say of each.</param>
/// <param name="At">When the last one was sent.</param>
internal sealed record SentMessages(IReadOnlyList<OutgoingMessage> Messages, Task<PublishResult>[] Confirms, long At);
