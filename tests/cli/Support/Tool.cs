using Pipeline.Cli.Output;

namespace Pipeline.Cli.Tests.Support;

/// <summary>Runs the tool in this process, with consoles, environment and pacing of the test's own.</summary>
internal sealed record Tool
{
    /// <summary>As the tool's own, but a test does not wait for a human's patience.</summary>
    public static readonly Pacing Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(10),
        LongestRetryDelay = TimeSpan.FromMilliseconds(50),
        ShortestLook = TimeSpan.FromMilliseconds(10),
        LongestLook = TimeSpan.FromMilliseconds(50),
    };

    public Dictionary<string, string> Environment { get; init; } = [];

    public Pacing Pacing { get; init; } = Quick;

    public bool OnTerminal { get; init; }

    /// <summary>The test's Ctrl-C.</summary>
    public CancellationToken Interrupt { get; init; }

    /// <summary>Sees each line of standard error as it is written.</summary>
    public Action<string> OnError { get; init; } = _ => { };

    public static Task<Outcome> RunAsync(params string[] args) => new Tool().StartAsync(args);

    public async Task<Outcome> StartAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new WatchedWriter(OnError);
        var surroundings = new Surroundings
        {
            Out = Screen.Create(output, OnTerminal, noColour: true, OnTerminal ? 100 : null),
            Error = Screen.Create(error, OnTerminal, noColour: true, OnTerminal ? 100 : null),
            Environment = name => Environment.GetValueOrDefault(name),
            Pacing = Pacing,
        };
        var exit = await new CommandLine(surroundings).RunAsync(args, Interrupt);
        return new Outcome(exit, output.ToString(), error.ToString());
    }

    private sealed class WatchedWriter(Action<string> onLine) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            onLine(value ?? "");
        }
    }
}
