namespace Pipeline.Flows;

/// <summary>Where in its flow a job is that is no member: members count from 0.</summary>
internal static class FlowPlace
{
    public const int Body = -1;
    public const int OnError = -2;
}
