using System.Text;

namespace Pipeline.Running;

/// <summary>An exception as it is kept in a row: at most 4,000 characters that PostgreSQL can store.</summary>
internal static class ErrorText
{
    private const int Longest = 4_000;

    public static string Of(Exception exception)
    {
        var text = exception.ToString();
        if (text.Length > Longest) text = text[..Longest] + "…";
        // Neither NUL nor half a surrogate pair can be stored.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }
}
