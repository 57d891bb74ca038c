using System.CommandLine;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary>Options that choose dead letters, as several verbs have them.</summary>
internal sealed class DeadOptions
{
    private const int LongestCause = 1_000;

    public DeadOptions()
    {
        Job.Validators.Add(JobNames.Check);
        Cause.Validators.Add(given =>
        {
            if (given.Tokens is [var text] && (text.Value.Length is 0 or > LongestCause || text.Value.Contains('\0', StringComparison.Ordinal)))
                given.AddError($"--cause is a text of up to {LongestCause} characters, as pipeline dead shows it.");
        });
    }

    public Option<string?> Job { get; } = new("--job") { Description = "Dead jobs of this name", HelpName = "NAME" };

    public Option<string?> Cause { get; } = new("--cause") { Description = "Only what died of this, exactly as pipeline dead shows it", HelpName = "TEXT" };

    public Option<bool> Messages { get; } = new("--messages") { Description = "Messages that nobody could read" };
}
