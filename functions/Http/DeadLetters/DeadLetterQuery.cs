using System.Globalization;
using Pipeline.DeadLetters;

namespace Pipeline.Functions.Http.DeadLetters;

/// <summary>The query of a list of dead letters: <c>type</c>, <c>cause</c>, <c>messages</c>, <c>after</c> and <c>limit</c>, each once at most.</summary>
internal sealed record DeadLetterQuery(DeadLetterFilter Filter, Guid? After, int Limit)
{
    private const int Most = 100;
    private const int Default = 20;
    private const int LongestText = 1_000;

    /// <param name="query">The request's.</param>
    /// <param name="wrong">What is wrong with it, where it is none.</param>
    public static DeadLetterQuery? Of(IQueryCollection query, out string wrong)
    {
        Guid? after = null;
        var (limit, messages) = (Default, false);
        wrong = "";
        foreach (var name in (string[])["type", "cause"])
            if (query.TryGetValue(name, out var text) && text is not [{ Length: > 0 and <= LongestText }] || text.ToString().Contains('\0', StringComparison.Ordinal))
                wrong = $"'{name}' has 1 to {LongestText} characters, none of them NUL.";
        if (query.TryGetValue("messages", out var only) && (only is not [{ } word] || !bool.TryParse(word, out messages)))
            wrong = "'messages' is true or false.";
        if (query.TryGetValue("after", out var place) && !(place is [{ } id] && (after = Guid.TryParse(id, out var last) ? last : null) is not null))
            wrong = "'after' is the id of the last dead letter of the page before.";
        if (query.TryGetValue("limit", out var given)
            && !(given is [{ } number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= Most))
            wrong = $"'limit' is a number from 1 to {Most}.";
        if (messages && query.ContainsKey("type")) wrong = "'type' is of jobs and 'messages' is not: send one of them.";
        return wrong.Length > 0 ? null : new(new() { Type = query["type"].FirstOrDefault(), Cause = query["cause"].FirstOrDefault(), Messages = messages }, after, limit);
    }
}
