using Pipeline.Dashboard.Tests.Hosting;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>All tests run one after another, with one app and one browser.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AppCollection : ICollectionFixture<SharedApp>, ICollectionFixture<Chromium>
{
    public const string Name = "App";
}
