using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>Who runs a timer: the process with the lease of its blob. A killed holder's lease ends by time.</summary>
internal sealed partial class TimerLease(HostStorage storage, string name, HostJson host, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryAfterServerError = TimeSpan.FromSeconds(1);

    /// <summary>Takes the lease, or returns null when another process has it.</summary>
    public async Task<BlobLeaseClient?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        var blob = storage.LockOf(name);
        try
        {
            return await AcquireAsync(blob, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await CreateAsync(blob, cancellationToken);
            return await AcquireAsync(blob, cancellationToken);
        }
    }

    /// <summary>Waits until the lease comes free, looking every so often as host.json says.</summary>
    public async Task<BlobLeaseClient> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(host.ListenerLockRecoveryPollingInterval, time, cancellationToken);
            try
            {
                if (await TryAcquireAsync(cancellationToken) is { } lease) return lease;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                WriteNotReached(logger, name, e);
            }
        }
    }

    /// <summary>Keeps the lease until it is lost, which it reports by returning, or until it is told to stop.</summary>
    public async Task KeepAsync(BlobLeaseClient lease, CancellationToken stop)
    {
        var wait = host.ListenerLockPeriod / 2;
        while (true)
        {
            await Task.Delay(wait, time, stop);
            try
            {
                await lease.RenewAsync(cancellationToken: stop);
                wait = host.ListenerLockPeriod / 2;
            }
            catch (RequestFailedException e) when (e.Status is >= 500 and < 600)
            {
                WriteNotReached(logger, name, e);
                wait = RetryAfterServerError;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                WriteLost(logger, name, e);
                return;
            }
        }
    }

    /// <summary>Lets the next process have it at once.</summary>
    public async Task ReleaseAsync(BlobLeaseClient lease)
    {
        try
        {
            await lease.ReleaseAsync();
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            WriteNotReached(logger, name, e);
        }
    }

    private async Task<BlobLeaseClient?> AcquireAsync(Azure.Storage.Blobs.BlobClient blob, CancellationToken cancellationToken)
    {
        var lease = blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(host.ListenerLockPeriod, cancellationToken: cancellationToken);
            return lease;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return null;
        }
    }

    private async Task CreateAsync(Azure.Storage.Blobs.BlobClient blob, CancellationToken cancellationToken)
    {
        await storage.EnsureAsync(cancellationToken);
        var ifAbsent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await blob.UploadAsync(BinaryData.FromString(""), ifAbsent, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            WriteThereAlready(logger, name);
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "The lease '{Lease}' could not be reached.")]
    private static partial void WriteNotReached(ILogger logger, string lease, Exception why);

    [LoggerMessage(41, LogLevel.Error, "The lease '{Lease}' is lost. The timer is silent until a process takes it again.")]
    private static partial void WriteLost(ILogger logger, string lease, Exception why);

    [LoggerMessage(42, LogLevel.Debug, "The lease '{Lease}' was created by another process.")]
    private static partial void WriteThereAlready(ILogger logger, string lease);
}
