using System.Globalization;

namespace Pipeline.Functions.Http;

/// <summary>The part of a query that says which page of a list: <c>after</c>, an id, and <c>limit</c>, each once at most.</summary>
internal sealed record PageQuery(Guid? After, int Limit)
{
    private const int Most = 100;
    private const int Default = 20;

    /// <param name="query">The request's.</param>
    /// <param name="wrong">What is wrong with it, where it is none.</param>
    public static PageQuery? Of(IQueryCollection query, out string wrong)
    {
        wrong = "";
        Guid? after = null;
        if (query.TryGetValue("after", out var place) && !(place is [{ } id] && (after = Guid.TryParseExact(id, "D", out var last) ? last : null) is not null))
            wrong = "'after' is what the page before says is 'next'.";
        if (!TryLimit(query, out var limit)) wrong = WrongLimit;
        return wrong.Length > 0 ? null : new(after, limit);
    }

    public const string WrongLimit = "'limit' is a number from 1 to 100.";

    /// <summary>How many, given once at most.</summary>
    public static bool TryLimit(IQueryCollection query, out int limit) => TryNumber(query, "limit", Default, Most, out limit);

    /// <summary>A number from 1 up to <paramref name="most"/>, given once at most.</summary>
    // A parser of numbers overlooks a NUL at their end.
    public static bool TryNumber(IQueryCollection query, string name, int usual, int most, out int number)
    {
        number = usual;
        return !query.TryGetValue(name, out var given)
            || (given is [{ } text] && text.All(char.IsAsciiDigit) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most);
    }

    /// <summary>A text of 1 to 100 characters, none of them NUL, given once at most.</summary>
    public static bool TryText(IQueryCollection query, string name, out string? text)
    {
        text = null;
        if (!query.TryGetValue(name, out var given)) return true;
        text = given is [{ Length: >= 1 and <= 100 } one] && !one.Contains('\0', StringComparison.Ordinal) ? one : null;
        return text is not null;
    }
}
