using Voters.Csv;

namespace Voters;

/// <summary>The last line of each voter: one statement cannot write a row twice, and the later line wins.</summary>
/// <param name="Rows">A line of each voter.</param>
/// <param name="Accepted">How many lines there were, those of the same voter included.</param>
internal sealed record LastLines((long Line, Voter Voter)[] Rows, int Accepted)
{
    public static async Task<LastLines> OfAsync(IAsyncEnumerable<VoterRow> rows, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, (long Line, Voter Voter)>(StringComparer.Ordinal);
        var accepted = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
            if (row.IsAccepted)
            {
                last[row.Voter.VoterId] = (row.Line, row.Voter);
                accepted++;
            }
        return new([.. last.Values], accepted);
    }
}
