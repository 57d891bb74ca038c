using System.Text.Json;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>What a timer's function is given: its times in local time.</summary>
internal static class TimerJson
{
    public static TypedData Write(bool pastDue, TimerStatus? status) => new()
    {
        Json = JsonSerializer.Serialize(new
        {
            Schedule = new { AdjustForDST = true },
            ScheduleStatus = status is null ? null : new { Last = status.Last.LocalDateTime, Next = status.Next.LocalDateTime, LastUpdated = status.LastUpdated.LocalDateTime },
            IsPastDue = pastDue,
        }),
    };
}
