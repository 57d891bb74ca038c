namespace Pipeline.Messaging;

internal enum PublishResult
{
    /// <summary>The broker has it, on disk and in a queue.</summary>
    Confirmed,

    /// <summary>The broker confirmed and returned it: the queue is missing.</summary>
    Unroutable,

    /// <summary>Refused or in doubt: to be sent again.</summary>
    Failed,

    /// <summary>The broker said nothing: in doubt like a failure, and the queue may be one that takes nothing.</summary>
    Unanswered,
}
