namespace Pipeline.Bench.Measure;

/// <summary>Who runs.</summary>
internal enum Peer
{
    Celery,
    Pipeline,

    /// <summary>Bare libraries: what the servers allow.</summary>
    Limit,
}
