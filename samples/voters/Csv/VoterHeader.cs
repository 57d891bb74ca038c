namespace Voters.Csv;

/// <summary>Reads the names in a file's first record: any order, any case, columns that nobody knows are passed over.</summary>
internal static class VoterHeader
{
    /// <summary>What the widest spreadsheet has; more is no voter file but an attempt at the reader's memory.</summary>
    public const int MaxColumns = 16_384;

    private const string Wanted =
        "The first line must name the columns voter_id (or rec_id), given_name, surname and date_of_birth, separated by commas.";

    private static readonly string[] RequiredBesidesId = ["given_name", "surname", "date_of_birth"];

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "voter_id", "rec_id", "given_name", "surname", "date_of_birth", "street_number", "address_1", "address_2", "suburb",
        "postcode", "state", "soc_sec_id",
    };

    /// <exception cref="InvalidVoterFileException">A required column is missing or a known one is named twice.</exception>
    public static VoterColumns Read(CsvRecordReader record)
    {
        if (record.Count > MaxColumns)
            throw new InvalidVoterFileException(record.Line, $"the header names {record.Count} columns; at most {MaxColumns} are allowed.");

        var found = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < record.Count; i++)
        {
            var field = CsvField.Decode(record[i]);
            if (field.Text.Contains('\0'))
                throw new InvalidVoterFileException(record.Line, $"the header holds NUL bytes. Send the file as CSV in UTF-8. {Wanted}");
            if (Known.Contains(field.Text) && !found.TryAdd(field.Text, i))
                throw new InvalidVoterFileException(record.Line, $"the header names the column {field.Text} twice. Rename one of the two.");
        }
        RefuseMissing(record, found);

        int At(string name) => found.GetValueOrDefault(name, -1);
        var id = found.TryGetValue("voter_id", out var voterId) ? voterId : At("rec_id");
        return new VoterColumns(
            record.Count, id, At("given_name"), At("surname"), At("date_of_birth"), At("street_number"),
            At("address_1"), At("address_2"), At("suburb"), At("postcode"), At("state"), At("soc_sec_id"));
    }

    // The message does not quote the line: in a file without a header it is somebody's personal data.
    private static void RefuseMissing(CsvRecordReader record, Dictionary<string, int> found)
    {
        List<string> missing = [.. RequiredBesidesId.Where(name => !found.ContainsKey(name))];
        if (!found.ContainsKey("voter_id") && !found.ContainsKey("rec_id"))
            missing.Insert(0, "voter_id (or rec_id)");
        if (missing.Count == 0)
            return;
        var separator = record.Count == 1 ? OtherSeparator(record[0]) : null;
        throw new InvalidVoterFileException(record.Line, separator is null
            ? $"the header lacks {string.Join(", ", missing)}. {Wanted}"
            : $"the columns seem to be separated by {separator}. {Wanted}");
    }

    private static string? OtherSeparator(string header) => header switch
    {
        _ when header.Contains(';') => "semicolons",
        _ when header.Contains('\t') => "tabs",
        _ when header.Contains('|') => "vertical bars",
        _ => null,
    };
}
