namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>All tests run one after another: every app shares the queues and the database of the environment.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AppCollection : ICollectionFixture<SharedApp>
{
    public const string Name = "App";
}
