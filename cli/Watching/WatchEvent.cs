using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;

namespace Pipeline.Cli.Watching;

/// <summary>What a watch has to show.</summary>
internal abstract record WatchEvent
{
    private WatchEvent()
    {
    }

    /// <summary>A fresh look at the flow.</summary>
    public sealed record Look(Answer<FlowDocument> Answer, Pace Pace) : WatchEvent
    {
        public FlowDocument Flow => Answer.Value;
    }

    /// <summary>Something that the operator should know, in a line or two.</summary>
    public sealed record Notice(string Text) : WatchEvent;
}
