using System.IO.Enumeration;
using Pipeline.Bench.Measure;

namespace Pipeline.Bench;

/// <summary>What is to be measured, and how often.</summary>
internal sealed record BenchOptions
{
    /// <summary>How many records, each a table of its own, ascending.</summary>
    public required IReadOnlyList<int> Records { get; init; }

    /// <summary>Timed runs of each; 1 or more.</summary>
    public required int Runs { get; init; }

    /// <summary>Keys or halves of them, <c>*</c> for anything; empty for everything.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    public required IReadOnlySet<Peer> Peers { get; init; }

    /// <summary>Starts one process of the app, which listens on <c>$PORT</c>.</summary>
    public required string AppCommand { get; init; }

    /// <summary>What hosts the app, for labels.</summary>
    public required string Host { get; init; }

    /// <summary>For records and logs.</summary>
    public required string Folder { get; init; }

    /// <summary>The result as JSON; null for none.</summary>
    public string? Json { get; init; }

    /// <summary>The folder of <c>bench.md</c> and <c>bench.svg</c>, which are brought up to date; null for neither.</summary>
    public string? Save { get; init; }

    /// <summary>Whether this is to be measured: by its whole name, or by what stands before or after the dot.</summary>
    public bool Wants(string key, Peer peer) => Peers.Contains(peer) && (Only.Count == 0 || Only.Any(name => key.Split('.').Append(key).Any(part => FileSystemName.MatchesSimpleExpression(name, part, ignoreCase: false))));
}
