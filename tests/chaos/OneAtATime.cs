// The servers are killed under whatever else would run.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
