using System.Diagnostics.CodeAnalysis;

namespace Voters.Csv;

/// <summary>What became of one record: a voter, or the reason why it is none.</summary>
public readonly record struct VoterRow
{
    private VoterRow(long line, Voter? voter, RejectReason? rejection) => (Line, Voter, Rejection) = (line, voter, rejection);

    /// <summary>The physical line at which the record starts; the file's first line is 1.</summary>
    public long Line { get; }

    public Voter? Voter { get; }

    public RejectReason? Rejection { get; }

    [MemberNotNullWhen(true, nameof(Voter))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsAccepted => Voter is not null;

    public static VoterRow Accept(long line, Voter voter) => new(line, voter, null);

    public static VoterRow Reject(long line, RejectReason reason) => new(line, null, reason);
}
