using System.Globalization;
using System.Text;

namespace Pipeline.EndToEnd.Tests.Oracles;

/// <summary>A CSV file together with what it must come to. It is written here by hand, so that nothing of the product says what is right.</summary>
public sealed class VoterFile
{
    private const string Header =
        "voter_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth,soc_sec_id";

    private readonly MemoryStream _bytes = new();
    private readonly Dictionary<string, Voter> _voters = [];
    private readonly List<Reject> _rejects = [];
    private int _line = 1;

    public VoterFile() => Write(Header, Encoding.UTF8);

    public int Records { get; private set; }

    /// <summary>By id, each as its last line has it.</summary>
    public IReadOnlyDictionary<string, Voter> Voters => _voters;

    public IReadOnlyList<Reject> Rejects => _rejects;

    public byte[] ToArray() => _bytes.ToArray();

    public VoterFile Add(params IEnumerable<Voter> voters)
    {
        foreach (var voter in voters)
        {
            _voters[voter.Id] = voter;
            Add(Fields(voter));
        }
        return this;
    }

    /// <summary>Adds a row that must be rejected for this reason.</summary>
    public VoterFile AddBad(Voter voter, string reason)
    {
        _rejects.Add(new(_line, reason));
        var encoding = reason == "encoding" ? Encoding.Latin1 : Encoding.UTF8;
        Add(reason switch
        {
            "fields" => Fields(voter)[1..],
            "voter_id" => Fields(voter with { Id = "" }),
            "name" => Fields(voter with { GivenName = null, Surname = null }),
            "date_of_birth" => [.. Fields(voter)[..9], "19870229", ""],
            "too_long" => Fields(voter with { Suburb = new string('x', 4097) }),
            "encoding" => Fields(new() { Id = voter.Id, Surname = "Müller" }),
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such reason."),
        }, encoding);
        return this;
    }

    private void Add(string[] fields, Encoding? encoding = null)
    {
        Records++;
        Write(string.Join(',', fields.Select(Quoted)), encoding ?? Encoding.UTF8);
    }

    private void Write(string row, Encoding encoding)
    {
        _bytes.Write(encoding.GetBytes(row + "\n"));
        _line += 1 + row.Count(c => c == '\n');
    }

    private static string[] Fields(Voter v) =>
    [
        v.Id, v.GivenName ?? "", v.Surname ?? "", v.StreetNumber ?? "", v.Address1 ?? "", v.Address2 ?? "", v.Suburb ?? "", v.Postcode ?? "", v.State ?? "",
        v.BornOn?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "", v.SocSecId ?? "",
    ];

    private static string Quoted(string field) => field.AsSpan().ContainsAny(",\"\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
