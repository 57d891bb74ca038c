using Voters.Csv;

namespace Pipeline.Bench.Work;

/// <summary>Records, and where they are for programs in other languages.</summary>
/// <param name="Voters">In memory; each is another voter.</param>
/// <param name="File">The same as lines of JSON: arrays in the order of the table's columns.</param>
internal sealed record Workload(IReadOnlyList<Voter> Voters, string File)
{
    /// <summary>Records in a chunk, for all peers.</summary>
    public const int Chunk = 100;

    public int Count => Voters.Count;
}
