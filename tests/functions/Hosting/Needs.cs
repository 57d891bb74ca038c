namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>What a test needs besides the services and an app to talk to.</summary>
[Flags]
public enum Needs
{
    App = 0,

    /// <summary>Apps that the test may start, kill and freeze: <c>PIPELINE_APP</c>, and no app that somebody else runs.</summary>
    OwnApp = 1,

    /// <summary>Servers that the test may stop: <c>PIPELINE_SERVICE</c> and <c>PIPELINE_SLOT</c>.</summary>
    Servers = 2,

    /// <summary>An app that asks for a key.</summary>
    Key = 4,

    /// <summary>The memory of processes under /proc.</summary>
    Linux = 8,

    /// <summary>The operator's tool: <c>PIPELINE_CLI</c>.</summary>
    Tool = 16,
}
