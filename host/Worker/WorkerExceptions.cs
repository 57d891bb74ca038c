namespace Pipeline.LocalHost.Worker;

/// <summary>The worker's process is gone.</summary>
internal sealed class WorkerGoneException(string why) : Exception(why);

/// <summary>The worker is gone, and the host starts no other: it ends.</summary>
internal sealed class NoWorkerException(string why) : Exception(why);

/// <summary>The worker did not do what the protocol asks for.</summary>
internal sealed class WorkerProtocolException(string what) : Exception($"The worker does not keep to the protocol: {what}.");
