namespace Voters.Csv;

/// <summary>The reasons as reports and files spell them.</summary>
public static class RejectReasonCodes
{
    public static string ToCode(this RejectReason reason) => reason switch
    {
        RejectReason.Fields => "fields",
        RejectReason.VoterId => "voter_id",
        RejectReason.Name => "name",
        RejectReason.DateOfBirth => "date_of_birth",
        RejectReason.TooLong => "too_long",
        RejectReason.Encoding => "encoding",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such reason."),
    };
}
