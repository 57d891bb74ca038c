using Azure;
using Microsoft.Extensions.Logging;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>Keeps a timer's status in a blob.</summary>
internal sealed partial class ScheduleStore(HostStorage storage, string timer, ILogger logger)
{
    public async Task<TimerStatus?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var blob = await storage.StatusOf(timer).DownloadContentAsync(cancellationToken);
            return blob.Value.Content.ToObjectFromJson<TimerStatus>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>As in the real host, a status that could not be written is no reason not to run.</summary>
    public async Task WriteAsync(TimerStatus status)
    {
        try
        {
            await storage.EnsureAsync(CancellationToken.None);
            await storage.StatusOf(timer).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            WriteNotKept(logger, timer, e);
        }
    }

    [LoggerMessage(30, LogLevel.Error, "The status of timer '{Timer}' could not be written.")]
    private static partial void WriteNotKept(ILogger logger, string timer, Exception why);
}
