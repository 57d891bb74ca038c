using System.Globalization;

namespace Pipeline.Inspection;

/// <summary>Where a page ended, as its text stands for a row: its id; of a message the job in it as well; in a flow the place.</summary>
internal readonly record struct JobPlace(Guid? Id, Guid? Job, int? Index)
{
    /// <param name="text">Null for the first page.</param>
    /// <param name="source">What is paged through.</param>
    /// <returns>Null where the text is of no page of this source.</returns>
    public static JobPlace? Parse(string? text, JobSource source)
    {
        if (text is null) return default(JobPlace);
        if (source == JobSource.Flow)
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) && text.All(char.IsAscii) && !text.Contains('\0', StringComparison.Ordinal)
                ? new(null, null, index) : null;
        var parts = text.Split('.');
        if (parts.Length != (source.HasMessages ? 2 : 1) || !Guid.TryParseExact(parts[0], "D", out var id)) return null;
        if (!source.HasMessages) return new(id, null, null);
        return Guid.TryParseExact(parts[1], "D", out var job) ? new(id, job, null) : null;
    }
}
