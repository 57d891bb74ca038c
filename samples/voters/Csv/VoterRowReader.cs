using System.Globalization;

namespace Voters.Csv;

/// <summary>Turns records into rows: the rules by which a record is a voter.</summary>
/// <param name="today">A date of birth must be before it.</param>
internal sealed class VoterRowReader(VoterColumns columns, DateOnly today)
{
    private const int MaxVoterIdCharacters = 64;
    private const int MaxFieldBytes = 4096;

    private readonly CsvField[] fields = new CsvField[columns.Count];

    public VoterRow Read(CsvRecordReader record)
    {
        if (record.Count != columns.Count)
            return VoterRow.Reject(record.Line, RejectReason.Fields);

        for (var i = 0; i < fields.Length; i++)
            fields[i] = CsvField.Decode(record[i]);

        DateOnly? dateOfBirth = null;
        return FindFault(ref dateOfBirth) is { } fault
            ? VoterRow.Reject(record.Line, fault)
            : VoterRow.Accept(record.Line, ToVoter(dateOfBirth));
    }

    private RejectReason? FindFault(ref DateOnly? dateOfBirth)
    {
        if (fields[columns.VoterId].Text is var id && (id.Length == 0 || IsLongerThan(id, MaxVoterIdCharacters)))
            return RejectReason.VoterId;
        if (fields[columns.GivenName].Text.Length == 0 && fields[columns.Surname].Text.Length == 0)
            return RejectReason.Name;
        if (fields[columns.DateOfBirth].Text is { Length: > 0 } date && !TryReadPastDate(date, ref dateOfBirth))
            return RejectReason.DateOfBirth;

        var isText = true;
        foreach (ref readonly var field in fields.AsSpan())
        {
            if (field.Bytes > MaxFieldBytes)
                return RejectReason.TooLong;
            isText &= field.IsText;
        }
        return isText ? null : RejectReason.Encoding;
    }

    // Characters as PostgreSQL counts them: a character outside the basic plane is one, though two chars.
    private static bool IsLongerThan(string text, int characters) => text.Length > characters && text.EnumerateRunes().Count() > characters;

    private bool TryReadPastDate(string text, ref DateOnly? date)
    {
        var format = text.Length == 8 ? "yyyyMMdd" : "yyyy-MM-dd";
        if (!DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) || read >= today)
            return false;
        date = read;
        return true;
    }

    private Voter ToVoter(DateOnly? dateOfBirth) => new()
    {
        VoterId = fields[columns.VoterId].Text,
        GivenName = TextOf(columns.GivenName),
        Surname = TextOf(columns.Surname),
        DateOfBirth = dateOfBirth,
        StreetNumber = TextOf(columns.StreetNumber),
        Address1 = TextOf(columns.Address1),
        Address2 = TextOf(columns.Address2),
        Suburb = TextOf(columns.Suburb),
        Postcode = TextOf(columns.Postcode),
        State = TextOf(columns.State),
        SocSecId = TextOf(columns.SocSecId),
    };

    private string? TextOf(int column) => column >= 0 && fields[column].Text is { Length: > 0 } text ? text : null;
}
